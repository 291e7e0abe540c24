package ingest;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether a record looks like what programs write behind a table: sums, counts of rows, remarks after a blank line. */
final class Totals {

    private static final int LONGEST = 4096;
    private static final Set<String> WORDS = Set.of(
            "total",
            "totals",
            "grand total",
            "sum",
            "summe",
            "gesamt",
            "gesamtsumme",
            "endsumme",
            "somme",
            "total général",
            "totale",
            "suma",
            "totaal",
            "итого",
            "всего",
            "average",
            "avg",
            "mean",
            "durchschnitt",
            "mittelwert",
            "moyenne",
            "promedio");

    /** The first letters of those in ASCII. */
    private static final Set<Integer> BEGINNINGS = WORDS.stream()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .filter(word -> word[0] > 0)
            .map(word -> beginning(word, 0))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern ROW_COUNT = Pattern.compile("\\(?[0-9]+ (rows?|records?|lines?)\\b.*\\)?");

    /** What a record is that nothing of the table comes behind. */
    enum Verdict {
        ROW,
        /** It is none of the table. */
        NONE,
        /** It says that it is a total, and could be a row. */
        UNCLEAR,
        /** It is a total if its figures are sums, else a row. */
        PROVABLE
    }

    private Totals() {}

    /**
     * What the record is, if nothing of the table comes behind it.
     *
     * @param plan what the table's records are made of
     * @param misfit whether it has another width than the table
     * @param apart whether a blank line, or another of these, stands before it
     */
    static Verdict of(FieldScanner record, FieldPlan plan, boolean misfit, boolean apart) {
        if (record.fault() != Records.Fault.NONE || record.records().length() > LONGEST || record.fields() == 0) {
            return Verdict.ROW;
        }
        if (!misfit && !beginsLikeAWord(record) || !record.wellFormed()) {
            return Verdict.ROW;
        }
        String[] fields = record.all();
        int filled = 0;
        String first = null;
        for (String field : fields) {
            if (field != null && !field.isBlank()) {
                first = first == null ? field.strip() : first;
                filled++;
            }
        }
        if (first == null) {
            return misfit && apart ? Verdict.NONE : Verdict.ROW;
        }
        String word = first.replaceAll("\\s*:$", "").toLowerCase(Locale.ROOT);
        if (WORDS.contains(word)) {
            boolean none = misfit || apart || filled < fields.length || !mayBeRow(fields, plan);
            return none ? Verdict.NONE : TotalProof.hasFigures(fields) ? Verdict.UNCLEAR : Verdict.ROW;
        }
        if (WORDS.stream().anyMatch(total -> word.startsWith(total + ' '))) {
            return misfit ? Verdict.NONE : TotalProof.hasFigures(fields) ? Verdict.PROVABLE : Verdict.ROW;
        }
        boolean none = misfit
                && (apart && filled * 2 <= plan.expected() && !beginsLikeARow(fields, plan)
                        || ROW_COUNT.matcher(word).matches());
        return none ? Verdict.NONE : Verdict.ROW;
    }

    private static boolean mayBeRow(String[] fields, FieldPlan plan) {
        for (int i = 0; i < plan.columns().size(); i++) {
            if (!ValueLook.may(fields[plan.sources()[i]], plan.columns().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the record is delimiters and nothing else, as spreadsheets write rows that were emptied. */
    static boolean isBlank(FieldScanner record) {
        Records records = record.records();
        if (records.fields() < 2 || records.fields() > Records.MOST_FIELDS) {
            return false;
        }
        for (int i = 0; i < records.fields(); i++) {
            if (records.fieldStart(i) < records.fieldEnd(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what is there are values of the columns it would go into, and not only of those that take any text. */
    private static boolean beginsLikeARow(String[] fields, FieldPlan plan) {
        boolean telling = false;
        boolean[] takesText = Gaps.takeText(plan.columns());
        for (int i = 0; i < plan.columns().size(); i++) {
            int source = plan.sources()[i];
            String field = source < fields.length ? fields[source] : null;
            if (field != null && !field.isBlank()) {
                if (!ValueLook.may(field, plan.columns().get(i))) {
                    return false;
                }
                telling |= !takesText[i];
            }
        }
        return telling;
    }

    /** Cheap enough to ask of every record. */
    private static boolean beginsLikeAWord(FieldScanner record) {
        Records records = record.records();
        byte[] bytes = records.buffer();
        int from = records.start();
        int to = from + records.length();
        int i = from;
        while (i < to && i < from + 64 && !isLetter(bytes[i]) && !isDigit(bytes[i])) {
            i++;
        }
        return i < to && bytes[i] < 0 || i + 2 < to && BEGINNINGS.contains(beginning(bytes, i));
    }

    private static int beginning(byte[] text, int at) {
        return (text[at] | 0x20) << 16 | (text[at + 1] | 0x20) << 8 | text[at + 2] | 0x20;
    }

    private static boolean isLetter(byte b) {
        int small = b | 0x20;
        return small >= 'a' && small <= 'z' || b < 0;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
