package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import rows.load.TextEncoding;

/** The records of a file as decoded fields, beside the bytes that they came in. */
final class FieldScanner {

    private static final int LONGEST_SHOWN = 2048;

    private final Records records;
    private final Structure structure;
    private final TextEncoding encoding;
    private final CharsetDecoder decoder;
    private final FieldText text;
    private Boolean isText;

    /** @param longest bytes of the longest record that is kept whole */
    FieldScanner(InputStream in, Structure structure, TextEncoding encoding, int longest) {
        this.structure = structure;
        this.encoding = encoding;
        decoder = encoding.strictDecoder();
        text = new FieldText(structure, encoding);
        records = structure.simple()
                ? new RecordScanner(
                        in, structure.delimiter().charAt(0), structure.quote(), longest, structure.skipped() + 1)
                : new LooseScanner(in, structure, encoding, longest);
    }

    /** The records as they are cut. */
    Records records() {
        return records;
    }

    /** Moves to the next record, well formed or not; false at the end. */
    boolean next() throws IOException {
        isText = null;
        return records.next();
    }

    /** Whether the record can be read as fields of text. */
    boolean wellFormed() {
        return records.fault() == Records.Fault.NONE && !records.hasNul() && isText();
    }

    /** Whether the bytes are text in the file's encoding. */
    boolean isText() {
        if (isText == null) {
            isText = !records.beyondAscii()
                    || TextEncoding.decode(decoder, records.buffer(), records.start(), records.length()) != null;
        }
        return isText;
    }

    /** Fields of the record, 0 when its shape is at fault. */
    int fields() {
        int fields = records.fields();
        for (int i = 0; i < structure.trailing() && fields > 1 && isGap(fields - 1); i++) {
            fields--;
        }
        return fields;
    }

    private boolean isGap(int i) {
        return i < Records.MOST_FIELDS && records.fieldStart(i) == records.fieldEnd(i);
    }

    /** A field as text, null where a null text stands without quotes. */
    String field(int i) {
        int from = records.start() + records.fieldStart(i);
        return text.read(records.buffer(), from, records.start() + records.fieldEnd(i));
    }

    /** The first characters of the record, to be looked at or shown. */
    String beginning() {
        int length = Math.min(records.length(), LONGEST_SHOWN);
        return encoding.text(records.buffer(), records.start(), length);
    }

    /** Whether the field stood in quotes. */
    boolean quoted(int i) {
        int from = records.start() + records.fieldStart(i);
        return structure.quotes()
                && records.fieldStart(i) < records.fieldEnd(i)
                && records.buffer()[from] == structure.quote();
    }

    /** All fields of a well-formed record, as many as a table can have. */
    String[] all() {
        String[] all = new String[Math.min(fields(), Records.MOST_FIELDS)];
        for (int i = 0; i < all.length; i++) {
            all[i] = field(i);
        }
        return all;
    }

    /** The record's bytes as they came in. */
    byte[] received() {
        return encoding.asReceived(scanned());
    }

    /** The record's bytes as they were scanned. */
    byte[] scanned() {
        int from = records.start();
        return Arrays.copyOfRange(records.buffer(), from, from + records.length());
    }

    /** Whether the first field may be this text; cheap, and sure only when it says no. */
    boolean begins(String first) {
        if (first == null || first.isEmpty()) {
            return true;
        }
        int at = records.start() + records.fieldStart(0) + (quoted(0) ? 1 : 0);
        return first.charAt(0) > 127 || at < records.buffer().length && records.buffer()[at] == first.charAt(0);
    }

    Records.Fault fault() {
        return records.fault();
    }

    boolean hasNul() {
        return records.hasNul();
    }

    /** The line the record begins on, from 1. */
    long line() {
        return records.line();
    }

    long blankLines() {
        return records.blankLines();
    }

    long commentLines() {
        return records.commentLines();
    }
}
