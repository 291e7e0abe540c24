package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of tables and dumps as names of files: what is no letter, digit, point, hyphen or underscore is spelled in hexadecimal. */
final class FileNames {

    private static final int LONGEST = 150;

    private FileNames() {}

    static String of(String name) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char one = name.charAt(i);
            boolean plain = one < 0x80 ? isPlain(one) : Character.isLetterOrDigit(one);
            // No file is hidden, and none leads elsewhere.
            if (plain && !(one == '.' && i == 0)) {
                safe.append(one);
            } else {
                for (byte part : String.valueOf(one).getBytes(UTF_8)) {
                    safe.append('%').append(HexFormat.of().toHexDigits(part));
                }
            }
        }
        String text = safe.toString();
        return text.getBytes(UTF_8).length <= LONGEST ? text : text.substring(0, LONGEST / 3) + "%" + digest(name);
    }

    private static boolean isPlain(char one) {
        return one >= 'a' && one <= 'z'
                || one >= 'A' && one <= 'Z'
                || one >= '0' && one <= '9'
                || one == '.'
                || one == '-'
                || one == '_';
    }

    private static String digest(String name) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            return HexFormat.of().formatHex(whole).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
