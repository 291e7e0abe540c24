package snapshot;

import java.nio.charset.StandardCharsets;
import postgres.TableName;

/** The name of a table as the beginning of a file's name: readable where it can be, and never a path. */
final class TableFileName {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    /** Two names of 63 bytes, each byte as three characters, are still a file's name with room for an extension. */
    private static final int MOST = 200;

    private TableFileName() {}

    static String of(TableName table) {
        String name = encoded(table.schema()) + "." + encoded(table.name());
        if (name.length() <= MOST) {
            return name;
        }
        return name.substring(0, MOST - 17) + "-" + "%016x".formatted(hash(name));
    }

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xFF) * 0x100000001b3L;
        }
        return hash;
    }

    /** As in a URL: what is not plain is a percent sign and two hexadecimal digits for each byte. */
    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append("%02X".formatted(b & 0xFF));
            }
        }
        return encoded.toString();
    }
}
