package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.value.ClockChanges;
import ingest.value.DateEvidence;
import ingest.value.DateOrder;
import ingest.value.NumberEvidence;
import ingest.value.NumberMarks;
import java.util.List;
import java.util.TreeSet;
import ledger.Json;
import postgres.Column;

/** How the values of a run were read, as its detail tells it: enough to read one of them in the same way later. */
final class ValueAccount {

    private static final String BY = "by";
    private static final String BY_FILE = "file";
    private static final String COLUMNS = "columns";
    private static final String ORDER = "order";
    private static final String PROOF = "proof";

    private final ToldValues told;
    private final List<Column> columns;
    private final ObjectNode account = Json.mapper().createObjectNode();

    private ValueAccount(ToldValues told, List<Column> columns) {
        this.told = told;
        this.columns = columns;
    }

    /**
     * Puts it into the detail of a run, if there is anything to say.
     *
     * @param evidence what the file showed, or null
     * @param changes what was seen of the changes of clocks, or null
     */
    static void tell(
            ObjectNode detail, ToldValues told, List<Column> columns, ValueEvidence evidence, ClockChanges changes) {
        ValueAccount account = new ValueAccount(told, columns);
        account.add(evidence, changes);
        if (!account.account.isEmpty()) {
            detail.set("values", account.account);
        }
    }

    private void add(ValueEvidence evidence, ClockChanges changes) {
        if (columns.stream().anyMatch(column -> column.baseType().contains("tz"))) {
            ObjectNode zone =
                    account.putObject("timeZone").put("zone", told.timeZone()).put(BY, told.timeZoneBy());
            if (changes != null && changes.neverWas() + changes.wasTwice() > 0) {
                zone.put("neverWas", changes.neverWas())
                        .put("wasTwice", changes.wasTwice())
                        .put("example", changes.example());
            }
        }
        if (columns.stream().anyMatch(column -> ValueReaders.isDate(column) || ValueReaders.holdsDates(column))) {
            dates(evidence);
        }
        if (columns.stream().anyMatch(ValueReaders::isNumber)) {
            numbers(evidence);
        }
        if (!told.trueWords().isEmpty() || !told.falseWords().isEmpty()) {
            ObjectNode words = account.putObject("booleans");
            new TreeSet<>(told.trueWords()).forEach(words.putArray("true")::add);
            new TreeSet<>(told.falseWords()).forEach(words.putArray("false")::add);
        }
    }

    private void dates(ValueEvidence evidence) {
        if (told.dates() != null) {
            account.putObject("dates").put(ORDER, told.dates().text()).put(BY, told.datesBy());
            return;
        }
        for (Column column : columns) {
            DateEvidence found = evidence == null ? null : evidence.datesOf(column);
            DateOrder order = found == null || !found.spoke() ? null : found.order();
            if (order != null) {
                ObjectNode one = found("dates", column).put(ORDER, order.text());
                if (found.proof() != null) {
                    one.put(PROOF, found.proof().text());
                }
            }
        }
    }

    private void numbers(ValueEvidence evidence) {
        if (told.marks() != null) {
            marks(account.putObject("numbers"), told.marks()).put(BY, "option");
            return;
        }
        for (Column column : columns) {
            NumberEvidence found = evidence == null ? null : evidence.numbersOf(column);
            if (found != null && found.commas()) {
                marks(found("numbers", column), NumberMarks.COMMA)
                        .put(PROOF, found.proof().text());
            }
        }
    }

    private ObjectNode found(String what, Column column) {
        return account.withObjectProperty(what)
                .put(BY, BY_FILE)
                .withObjectProperty(COLUMNS)
                .putObject(column.name());
    }

    private static ObjectNode marks(ObjectNode into, NumberMarks marks) {
        into.put("decimal", String.valueOf(marks.decimal()));
        return marks.thousands() == null ? into : into.put("thousands", String.valueOf(marks.thousands()));
    }
}
