package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/** What bytes that are no UTF-8 say. */
final class Charsets {

    /** What servers call those of one byte a letter, and what Java does. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("latin1", "windows-1252"),
            Map.entry("win1252", "windows-1252"),
            Map.entry("cp1252", "windows-1252"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("latin9", "ISO-8859-15"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("win1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("win1251", "windows-1251"),
            Map.entry("win1253", "windows-1253"),
            Map.entry("win1254", "windows-1254"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("win1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("win1257", "windows-1257"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("tis620", "TIS-620"));

    /** Those in which the second byte of a letter may look like a quote or a backslash. */
    private static final Map<String, String> WIDE = Map.of(
            "gbk",
            "GBK",
            "gb2312",
            "GB2312",
            "gb18030",
            "GB18030",
            "big5",
            "Big5",
            "sjis",
            "Shift_JIS",
            "cp932",
            "windows-31j",
            "euckr",
            "EUC-KR",
            "ujis",
            "EUC-JP",
            "euc_jp",
            "EUC-JP");

    private Charsets() {}

    /** The one of a name in {@code SET NAMES} that has one byte a letter; null for UTF-8, and for what is not known. */
    static Charset narrow(String said) {
        String name = NAMES.get(plain(said));
        return name == null || !Charset.isSupported(name) ? null : Charset.forName(name);
    }

    /** The one with more bytes a letter; null for UTF-8, and for what is not known. */
    static Charset wide(String said) {
        String name = WIDE.get(plain(said));
        return name == null || !Charset.isSupported(name) ? null : Charset.forName(name);
    }

    /** Whether that name is one of UTF-8, or of nothing in particular. */
    static boolean isUtf8(String said) {
        return plain(said).startsWith("utf8")
                || plain(said).equals("utf-8")
                || plain(said).equals("unicode");
    }

    private static String plain(String said) {
        return said.toLowerCase(Locale.ROOT);
    }

    /** Bytes as text, of UTF-8 or else of Latin-1: for names and comments. */
    static String text(byte[] bytes, int from, int to) {
        return isUtf8(bytes, from, to)
                ? new String(bytes, from, to - from, UTF_8)
                : new String(bytes, from, to - from, ISO_8859_1);
    }

    /** What those bytes say in that character set, in UTF-8; a byte that is none of its letters stays its number. */
    static byte[] toUtf8(byte[] bytes, int from, int to, Charset charset) {
        String text = new String(bytes, from, to - from, charset);
        if (text.indexOf('\uFFFD') >= 0 && text.length() == to - from) {
            StringBuilder whole = new StringBuilder(text);
            for (int i = 0; i < whole.length(); i++) {
                if (whole.charAt(i) == '\uFFFD') {
                    whole.setCharAt(i, (char) (bytes[from + i] & 0xFF));
                }
            }
            text = whole.toString();
        }
        return text.getBytes(UTF_8);
    }

    /** Whether those bytes are UTF-8, in its shortest form and without halves of pairs. */
    static boolean isUtf8(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int one = bytes[at];
            if (one >= 0) {
                at++;
                continue;
            }
            int more = (one & 0xE0) == 0xC0 ? 1 : (one & 0xF0) == 0xE0 ? 2 : (one & 0xF8) == 0xF0 ? 3 : 0;
            if (more == 0 || at + more >= to) {
                return false;
            }
            int value = one & (0x3F >> more);
            for (int i = 1; i <= more; i++) {
                if ((bytes[at + i] & 0xC0) != 0x80) {
                    return false;
                }
                value = value << 6 | bytes[at + i] & 0x3F;
            }
            if (value < (more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000)
                    || value > 0x10FFFF
                    || value >= 0xD800 && value <= 0xDFFF) {
                return false;
            }
            at += more + 1;
        }
        return true;
    }
}
