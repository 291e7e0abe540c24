package snapshot.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names for columns that Avro allows: letters, digits and underscores of ASCII, no digit first, none twice. */
final class AvroNames {

    private AvroNames() {}

    /** Names that are legal stay; the others are spelled with underscores, and a number where that is taken. */
    static List<String> of(List<String> names) {
        Set<String> taken = new HashSet<>(names);
        List<String> legal = new ArrayList<>();
        for (String name : names) {
            String spelled = spelled(name);
            if (!spelled.equals(name)) {
                String base = spelled;
                for (int i = 2; !taken.add(spelled); i++) {
                    spelled = base + "_" + i;
                }
            }
            legal.add(spelled);
        }
        return legal;
    }

    private static String spelled(String name) {
        String spelled = name.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isDigit(spelled.charAt(0)) ? "_" + spelled : spelled;
    }
}
