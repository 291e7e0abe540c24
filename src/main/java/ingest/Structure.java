package ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import rows.load.Dialect;
import rows.load.TextEncoding;

/**
 * How a file is cut into records and fields, as it was said or found.
 *
 * @param delimiter what stands between fields, or {@link CsvOptions#BLANKS}
 * @param quote around fields, or {@link CsvOptions#NONE}
 * @param escape before a character that means itself, or {@link CsvOptions#NONE}
 * @param escaped what the escape has a meaning before
 * @param comment what a line begins with that is no record, or null
 * @param trim whether blanks around a field are no part of it
 * @param nulls what stands for null when not quoted
 * @param trailing how many delimiters every record ends in that it does not need
 * @param allQuoted whether every field in the part looked at stands in quotes
 * @param remark what a record of another width begins with that is none, or null
 * @param names what the fields are called by several records together, the last of them the header; empty if one does
 * @param skipped lines before the first record
 * @param notes what was found that is not usual, for people
 */
record Structure(
        String delimiter,
        char quote,
        char escape,
        Escaped escaped,
        String comment,
        Trim trim,
        Set<String> nulls,
        int trailing,
        boolean allQuoted,
        String remark,
        List<String> names,
        long skipped,
        List<String> notes) {

    /** What an escape has a meaning before; elsewhere it is a character like others. */
    enum Escaped {
        ANYTHING,
        /** What databases write behind it. */
        KNOWN,
        /** A quote inside quotes, and itself. */
        QUOTES
    }

    /** Which blanks are no part of a field. */
    enum Trim {
        NONE,
        /** Those around its quotes. */
        AROUND_QUOTES,
        /** All around it. */
        ALL
    }

    Structure {
        Objects.requireNonNull(delimiter, "delimiter");
        Objects.requireNonNull(trim, "trim");
        nulls = Set.copyOf(nulls);
        names = List.copyOf(names);
        notes = List.copyOf(notes);
    }

    /** What was said, with this delimiter and what is usual for the rest. */
    static Structure of(CsvOptions options, String delimiter) {
        Set<String> nulls = new HashSet<>(options.nulls() == null ? List.of() : options.nulls());
        char escape = options.escape() == null ? CsvOptions.NONE : options.escape();
        if (options.nulls() == null && escape == '\\') {
            nulls.add("\\N");
        }
        nulls.add("");
        return new Structure(
                delimiter,
                options.quoteOrUsual(),
                escape,
                Escaped.ANYTHING,
                options.comment(),
                options.trim() ? Trim.ALL : Trim.NONE,
                nulls,
                0,
                false,
                null,
                List.of(),
                options.skip(),
                List.of());
    }

    /** Tells of a run how its file was cut. */
    void tell(ObjectNode detail, TextEncoding encoding) {
        detail.put("encoding", encoding.toString());
        detail.put("delimiter", ControlCharacters.show(delimiter));
        if (quote != '"') {
            detail.put("quote", quotes() ? String.valueOf(quote) : "none");
        }
        if (escapes()) {
            detail.put("escape", String.valueOf(escape));
        }
        if (skipped > 0) {
            detail.put("skippedLines", skipped);
        }
        if (!notes.isEmpty()) {
            ArrayNode found = detail.putArray("found");
            notes.forEach(found::add);
        }
    }

    boolean blanks() {
        return delimiter.equals(CsvOptions.BLANKS);
    }

    /** Whether the file is written as where points stand between groups. */
    boolean pointIsUnclear() {
        return delimiter.equals(";");
    }

    boolean quotes() {
        return quote != CsvOptions.NONE;
    }

    boolean escapes() {
        return escape != CsvOptions.NONE;
    }

    /** Whether a quote amid a field without quotes is a character like others. */
    boolean lenient() {
        // Words have apostrophes in them.
        return quote == '\'' || escapes() && escaped != Escaped.QUOTES;
    }

    /** Whether blanks may stand before the opening quote and behind the closing one. */
    boolean looseQuotes() {
        return trim != Trim.NONE || blanks();
    }

    /** Whether records can be cut by one-byte marks alone, as {@link RecordScanner} does. */
    boolean simple() {
        return delimiter.length() == 1
                && delimiter.charAt(0) < 128
                && quotes()
                && !lenient()
                && !escapes()
                && comment == null
                && trim == Trim.NONE;
    }

    /** Whether COPY reads the records as they are. */
    boolean copied() {
        return simple() && nulls.equals(Set.of("")) && trailing == 0;
    }

    /** As COPY is told of it. */
    Dialect dialect() {
        return copied() ? new Dialect(delimiter.charAt(0), quote, "") : Dialect.OURS;
    }

    Structure withQuote(char other) {
        return with(draft -> draft.quote = other);
    }

    /** With an escape that was seen before quotes. */
    Structure withFoundEscape(char other) {
        return with(draft -> {
            draft.escape = other;
            draft.escaped = Escaped.QUOTES;
        });
    }

    Structure withDelimiter(String other) {
        return with(draft -> draft.delimiter = other);
    }

    /** As databases write tables into files, where null has a mark of its own. */
    Structure withTextOfDatabases(Character said, Escaped behind) {
        return withNullMark(said).with(draft -> {
            draft.escape = '\\';
            draft.escaped = behind;
        });
    }

    /** The same without their escapes. */
    Structure withNullMark(Character said) {
        return with(draft -> {
            draft.quote = said == null && delimiter.equals("\t") ? CsvOptions.NONE : quote;
            draft.nulls = Set.of("\\N");
        });
    }

    Structure withRemark(String other) {
        return with(draft -> draft.remark = other);
    }

    Structure withNames(List<String> together) {
        return with(draft -> draft.names = together);
    }

    Structure withTrim(Trim other) {
        return with(draft -> draft.trim = other);
    }

    Structure withTrailing(int delimiters) {
        return with(draft -> draft.trailing = delimiters);
    }

    Structure withAllQuoted() {
        return with(draft -> draft.allQuoted = true);
    }

    Structure skipping(long lines) {
        return with(draft -> draft.skipped = lines);
    }

    Structure noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return with(draft -> draft.notes = more);
    }

    private Structure with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** One on its way to another; what is not changed stays. */
    private static final class Draft {
        private String delimiter;
        private char quote;
        private char escape;
        private Escaped escaped;
        private final String comment;
        private Trim trim;
        private Set<String> nulls;
        private int trailing;
        private boolean allQuoted;
        private String remark;
        private List<String> names;
        private long skipped;
        private List<String> notes;

        Draft(Structure from) {
            delimiter = from.delimiter;
            quote = from.quote;
            escape = from.escape;
            escaped = from.escaped;
            comment = from.comment;
            trim = from.trim;
            nulls = from.nulls;
            trailing = from.trailing;
            allQuoted = from.allQuoted;
            remark = from.remark;
            names = from.names;
            skipped = from.skipped;
            notes = from.notes;
        }

        Structure done() {
            return new Structure(
                    delimiter, quote, escape, escaped, comment, trim, nulls, trailing, allQuoted, remark, names,
                    skipped, notes);
        }
    }
}
