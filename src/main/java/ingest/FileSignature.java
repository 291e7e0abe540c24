package ingest;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tells by the first bytes what a file is that calls itself CSV. */
final class FileSignature {

    /** Beginnings of what people send by mistake. */
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("\u0089PNG", "a PNG picture");
        KNOWN.put("\u00FF\u00D8\u00FF", "a JPEG picture");
        KNOWN.put("GIF8", "a GIF picture");
        KNOWN.put("%PDF-", "a PDF document");
        KNOWN.put("PK\u0003\u0004", "a ZIP archive or a workbook");
        KNOWN.put("\u00D0\u00CF\u0011\u00E0", "an old or encrypted spreadsheet");
        KNOWN.put("\u001F\u008B", "a gzip archive inside another");
        KNOWN.put("PAR1", "a Parquet file");
        KNOWN.put("Obj\u0001", "an Avro file");
        KNOWN.put("SQLite format 3\0", "an SQLite database");
        KNOWN.put("\u007FELF", "a program");
        KNOWN.put("BZh", "a bzip2 archive");
        KNOWN.put("\u00FD7zXZ", "an xz archive");
        KNOWN.put("(\u00B5/\u00FD", "a zstd archive inside another");
        KNOWN.put("PGDMP", "a pg_dump archive");
    }

    private FileSignature() {}

    static boolean isGzip(byte[] head) {
        return head.length >= 2 && head[0] == (byte) 0x1F && head[1] == (byte) 0x8B;
    }

    /**
     * Refuses what is plainly no text; a single odd byte is left to the row that holds it.
     *
     * @param wide whether the bytes are known to be UTF-16, in which NULs are usual
     */
    static void refuseBinary(byte[] head, boolean wide) {
        for (var known : KNOWN.entrySet()) {
            if (startsWith(head, known.getKey())) {
                throw CsvFile.refused(
                        "the file is " + known.getValue() + ", not CSV",
                        "export it as CSV in UTF-8 and send that, or name it as what it is: " + FileKind.all());
            }
        }
        if (wide) {
            return;
        }
        int control = 0;
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                control++;
            }
        }
        if (head.length >= 16 && control > head.length / 10) {
            ByteOrder.ask(head, null);
            throw CsvFile.refused(
                    "the file is not text: a tenth of its first bytes are control characters",
                    "if it is UTF-16, say encoding=UTF-16LE or UTF-16BE");
        }
    }

    private static boolean startsWith(byte[] head, String signature) {
        if (head.length < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            if (head[i] != (byte) signature.charAt(i)) {
                return false;
            }
        }
        // Letters and digits alone could begin a row; a real one of these goes on with something that is no text.
        boolean couldBeText = signature.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
        return !couldBeText || hasControl(head);
    }

    private static boolean hasControl(byte[] head) {
        for (int i = 0; i < Math.min(head.length, 512); i++) {
            if (head[i] >= 0 && head[i] < ' ' && head[i] != '\n' && head[i] != '\r' && head[i] != '\t') {
                return true;
            }
        }
        return false;
    }
}
