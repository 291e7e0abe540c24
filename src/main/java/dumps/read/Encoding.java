package dumps.read;

import dumps.ColumnKind;
import dumps.Dialect;
import dumps.DumpRow;
import dumps.ValueKind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the texts of a file are in. The bytes decide: what is UTF-8 is taken as such, whatever the file says of itself. */
final class Encoding {

    private static final Charset MYSQL_LATIN1 = Charset.forName("windows-1252");

    private final Charset all;
    private String said;
    private Charset narrow;
    private long ofUtf8;
    private long ofOther;

    /** @param all what all that is not ASCII is in, or null where the bytes decide */
    Encoding(Charset all) {
        this.all = all;
    }

    /** The file says that it is in that one. */
    void said(String name) {
        if (!name.equalsIgnoreCase("binary") && !name.equalsIgnoreCase("default")) {
            said = name;
            narrow = Charsets.narrow(name);
        }
    }

    /** Finishes the text that was put into the row last, and is not all ASCII. */
    void finish(DumpRow row, ColumnKind column, Dialect dialect) {
        int from = row.end();
        int to = from + row.pending();
        if (all == null && Charsets.isUtf8(row.array(), from, to)) {
            ofUtf8++;
            row.finish(ValueKind.TEXT);
        } else if (column == ColumnKind.NONE && (saysUtf8() || hasControl(row.array(), from, to))) {
            row.finish(ValueKind.BYTES);
        } else {
            ofOther++;
            byte[] text = Charsets.toUtf8(row.array(), from, to, other(dialect));
            row.takeBack();
            row.put(text, 0, text.length);
            row.finish(ValueKind.TEXT);
        }
    }

    private boolean saysUtf8() {
        return said != null && Charsets.isUtf8(said);
    }

    private Charset other(Dialect dialect) {
        if (all != null) {
            return all;
        }
        if (narrow != null) {
            return narrow;
        }
        return dialect == Dialect.POSTGRES ? StandardCharsets.ISO_8859_1 : MYSQL_LATIN1;
    }

    private static boolean hasControl(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t' && bytes[i] != '\n' && bytes[i] != '\r') {
                return true;
            }
        }
        return false;
    }

    /** The one in which the file is to be read once more, where some of its texts were UTF-8 by chance only; or null. */
    Charset betterForAll() {
        return all == null && ofUtf8 > 0 && ofOther > 0 && narrow != null && ofOther >= ofUtf8 ? narrow : null;
    }

    /** What it is, in words. */
    String name(Dialect dialect) {
        if (ofOther == 0) {
            return "UTF-8";
        }
        String other = shown(other(dialect));
        return ofUtf8 == 0 ? other : "UTF-8, and " + other + " in " + ofOther + " values that are no UTF-8";
    }

    private static String shown(Charset charset) {
        return charset.equals(MYSQL_LATIN1) ? "Latin-1 (windows-1252)" : charset.name();
    }

    /** What the file says that it is in, where its bytes are otherwise; or null. */
    String saidOtherwise() {
        if (said == null) {
            return null;
        }
        boolean saysUtf8 = saysUtf8();
        return saysUtf8 && ofOther > 0 || !saysUtf8 && ofUtf8 > 0 ? said : null;
    }
}
