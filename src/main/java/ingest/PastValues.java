package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.value.DateOrder;
import ingest.value.NumberMarks;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import postgres.Column;

/** How the values of a run were read, as {@link ValueAccount} told it. */
final class PastValues implements ValueEvidence {

    private final JsonNode account;
    private final ToldValues here;

    /**
     * @param account of the run, missing if it had nothing to tell
     * @param here what holds in the session at hand
     */
    PastValues(JsonNode account, ToldValues here) {
        this.account = account;
        this.here = here;
    }

    /** What was told then; of what was not told then what is told here. */
    ToldValues told() {
        DateOrder order = order(account.at("/dates/order"));
        boolean inFile = account.at("/dates/columns").isObject();
        return new ToldValues(
                order != null || inFile ? order : here.dates(),
                "run",
                marks(account.path("numbers")),
                words("true"),
                words("false"),
                here.timeZone(),
                here.timeZoneBy(),
                here.moneyMark());
    }

    /** The zone of times without one, where it is another than the session's; else null. */
    String zoneToWrite() {
        String zone = account.at("/timeZone/zone").asText(here.timeZone());
        if (zone.equals(here.timeZone())) {
            return null;
        }
        // As a setting it is the other way round, as behind a time it is not.
        return zone.startsWith("<") ? zone.substring(1, zone.indexOf('>')) : zone;
    }

    @Override
    public DateOrder order(Column column) {
        return order(account.at("/dates/columns").path(column.name()).path("order"));
    }

    @Override
    public NumberMarks marks(Column column) {
        return marks(account.at("/numbers/columns").path(column.name()));
    }

    @Override
    public NumberMarks lateMarks(Column column) {
        return marks(column);
    }

    private static DateOrder order(JsonNode order) {
        return order.isTextual() ? DateOrder.valueOf(order.asText().toUpperCase(Locale.ROOT)) : null;
    }

    private static NumberMarks marks(JsonNode marks) {
        String decimal = marks.path("decimal").asText("");
        String thousands = marks.path("thousands").asText("");
        return decimal.isEmpty()
                ? null
                : new NumberMarks(decimal.charAt(0), thousands.isEmpty() ? null : thousands.charAt(0));
    }

    private Set<String> words(String truth) {
        Set<String> words = new HashSet<>();
        account.at("/booleans").path(truth).forEach(word -> words.add(word.asText()));
        return words;
    }
}
