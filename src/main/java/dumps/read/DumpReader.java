package dumps.read;

import dumps.Dialect;
import dumps.DumpEvents;
import dumps.Leftover;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import ledger.ProblemException;

/**
 * Reads SQL dumps and executes nothing: tells of tables and rows as they come. Memory does not grow with the file, but for
 * its tables' definitions; the longest value that is read whole is an eighth of the memory there is.
 */
public final class DumpReader {

    private static final int LEAST_HELD = 1 << 20;
    private static final int MOST_HELD = 1 << 28;

    private final DumpEvents events;
    private final Encoding encoding;
    private final int held;
    private Style style;
    private Tables tables;
    private Hints hints;
    private Creates creates;
    private String broken;
    private String recoded;
    private boolean committed;
    private boolean rolledBack;

    private DumpReader(DumpEvents events, Charset all) {
        this.events = events;
        this.encoding = new Encoding(all);
        this.held = (int)
                Math.max(LEAST_HELD, Math.min(MOST_HELD, Runtime.getRuntime().maxMemory() / 8));
    }

    /** The texts are in a character set that showed only in the end: all is to be read again, as that. */
    public static final class OtherCharset extends Exception {
        private final transient Charset charset;

        OtherCharset(Charset charset) {
            super("the texts are in " + charset);
            this.charset = charset;
        }

        /** The one they are in. */
        public Charset charset() {
            return charset;
        }
    }

    /**
     * Reads all of the dump.
     *
     * @param all what its texts are in, or null where that is still to be found
     * @throws ProblemException if it is no SQL, or has a command of a client in it
     * @throws OtherCharset if it must be read again as that
     */
    public static ReadFacts read(DumpSource source, DumpEvents events, Charset all) throws IOException, OtherCharset {
        DumpReader reader = new DumpReader(events, all);
        for (DumpSource.Part part : source.parts()) {
            reader.part(part, source);
        }
        if (reader.encoding.betterForAll() != null) {
            throw new OtherCharset(reader.encoding.betterForAll());
        }
        return reader.facts(source);
    }

    private void part(DumpSource.Part part, DumpSource source) throws IOException {
        try (PackedBytes packed = PackedBytes.open(part)) {
            TextInput text = TextInput.of(packed);
            Sniff.refuseBinary(text.head());
            recoded = text.recoded() == null ? recoded : text.recoded();
            ByteWindow window = new ByteWindow(text.in(), held);
            if (Sniff.endsLinesWithCr(text.head())) {
                window.linesEndWithCr();
            }
            begin(text.head());
            if (part.database() != null) {
                tables.use(part.database());
            }
            statements(window, source.parts().size() > 1 ? part.name() : null);
            source.found(packed);
        }
    }

    private void begin(byte[] head) throws IOException {
        if (style != null) {
            style.delimiter(new byte[] {';'});
            return;
        }
        Dialect dialect = Sniff.dialect(head);
        style = new Style(dialect, Sniff.backslashes(head, dialect));
        tables = new Tables(events, style);
        hints = new Hints(new TableHints(events, tables));
        events.begin(dialect);
    }

    private void statements(ByteWindow window, String part) throws IOException {
        Scanner scanner = Scanner.of(window, style, encoding, hints::comment, held / 2);
        Creates here = new Creates(scanner, tables);
        if (creates != null) {
            here.skipped().putAll(creates.skipped());
            here.types().putAll(creates.types());
        }
        creates = here;
        Settings settings = new Settings(style, encoding, tables);
        Statements statements = new Statements(scanner, events, tables, hints, settings, creates);
        try {
            while (statements.next()) {
                continue;
            }
            if (window.broken() != null) {
                broken(window.line(), window.broken().getMessage(), part, statements, window);
            }
        } catch (EndedException e) {
            String why =
                    window.broken() == null ? e.getMessage() : window.broken().getMessage();
            broken(e.line(), why, part, statements, window);
        }
        if (scanner.strings().backslashKept() > 0) {
            events.leftover(new Leftover(
                    Leftover.What.BACKSLASH,
                    scanner.strings().backslashKept(),
                    null,
                    0,
                    null,
                    "a backslash before a blank is kept, here and further on, where a MySQL server would drop it"));
        }
        committed = statements.endedWithCommit();
        rolledBack |= statements.rolledBack();
    }

    private void broken(long line, String why, String part, Statements statements, ByteWindow window)
            throws IOException {
        String where = (part == null ? "" : part + ", ") + "line " + line + ": " + why;
        broken = broken == null ? where : broken + "; " + where;
        boolean inRow = statements.inserts().wasInRow();
        long at = inRow ? statements.inserts().rows().lineOfStart() : line;
        String text = inRow ? statements.inserts().rows().text() : null;
        events.leftover(new Leftover(
                Leftover.What.BREAK,
                at,
                inRow ? statements.inserts().lastTable() : null,
                inRow ? 1 : 0,
                text,
                why + (window.line() > at ? "; the file ends on line " + window.line() : "")));
    }

    private ReadFacts facts(DumpSource source) {
        if (source.finished() != null) {
            hints.completedBy(source.finished());
        } else if (source.parts().size() > 1) {
            hints.incompleteBy("metadata does not say that the dump was finished");
        }
        if (style.dialect() == Dialect.SQLITE && committed && !rolledBack) {
            hints.completedBy("COMMIT;");
        }
        return new ReadFacts(
                style.dialect(),
                hints.tool() == null && style.dialect() == Dialect.SQLITE ? "sqlite3 .dump" : hints.tool(),
                recoded != null ? recoded : encoding.name(style.dialect()),
                recoded != null ? null : encoding.saidOtherwise(),
                hints.complete() && broken == null && !rolledBack,
                hints.completedAt(),
                List.copyOf(hints.evidence()),
                broken,
                creates.types(),
                creates.skipped());
    }
}
