package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Looks at a part of a workbook for what would fill the memory of whoever reads it. */
final class SheetPart {

    /** All shared texts are in memory at once. */
    private static final long MOST_SHARED = Runtime.getRuntime().maxMemory() / 8;

    /** Letters of the last column there can be. */
    private static final int LETTERS = 3;

    private static final Pattern FROM_1904 = Pattern.compile("date1904\\s*=\\s*[\"'](1|true|on)[\"']");

    private SheetPart() {}

    /**
     * Reads it to its end.
     *
     * @return whether it says that days are counted from 1904
     */
    static boolean check(InputStream in, String name, Growth growth) throws IOException {
        boolean shared = name.toLowerCase(Locale.ROOT).contains("sharedstrings");
        byte[] bytes = new byte[1 << 16];
        long all = 0;
        Addresses addresses = new Addresses();
        boolean from1904 = false;
        for (int got = in.read(bytes); got >= 0; got = in.read(bytes)) {
            growth.add(got);
            all += got;
            if (shared && all > MOST_SHARED) {
                throw CsvFile.refused(
                        "the workbook has more text than fits in memory", "save the sheet as CSV and send that");
            }
            addresses.look(bytes, got);
            // It stands at the beginning.
            from1904 |= all == got
                    && name.equals("xl/workbook.xml")
                    && FROM_1904
                            .matcher(new String(bytes, 0, got, StandardCharsets.UTF_8))
                            .find();
        }
        return from1904;
    }

    /** Follows the bytes of attributes {@code r="AB12"}: a column that no sheet has would be made room for. */
    private static final class Addresses {

        private enum State {
            OUTSIDE,
            NAME,
            EQUALS,
            VALUE
        }

        private State state = State.OUTSIDE;
        private int letters;
        private byte before = ' ';

        void look(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                look(bytes[i]);
                before = bytes[i];
            }
        }

        private void look(byte b) {
            boolean blank = b == ' ' || b == '\t' || b == '\n' || b == '\r';
            switch (state) {
                case OUTSIDE -> state = b == 'r' && before <= ' ' && before >= 0 ? State.NAME : State.OUTSIDE;
                case NAME -> state = b == '=' ? State.EQUALS : blank ? State.NAME : State.OUTSIDE;
                case EQUALS -> {
                    letters = 0;
                    state = b == '"' || b == '\'' ? State.VALUE : blank ? State.EQUALS : State.OUTSIDE;
                }
                case VALUE -> {
                    boolean letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
                    letters += letter ? 1 : 0;
                    if (letters > LETTERS || b == '&') {
                        throw CsvFile.refused(
                                "the workbook names a column that no sheet has",
                                "open it in a spreadsheet, save it, and send it again");
                    }
                    state = letter ? State.VALUE : State.OUTSIDE;
                }
            }
        }
    }
}
