package ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names for the columns of a table that is made: what a header says, where a table can have it, else the nearest to it. */
final class MadeNames {

    /** Bytes; PostgreSQL cuts longer names off without asking. */
    static final int LONGEST = 63;

    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private MadeNames() {}

    /** One name for each field, no two the same. */
    static List<String> usable(List<String> header) {
        List<String> wanted = header.stream().map(MadeNames::visible).toList();
        // The first of a name has it; others must not be given a name that the header itself gives to a later field.
        Set<String> taken = new HashSet<>(wanted);
        taken.addAll(SYSTEM_COLUMNS);
        Set<String> given = new HashSet<>(SYSTEM_COLUMNS);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i);
            boolean usable = !name.isEmpty() && bytes(name) <= LONGEST && given.add(name);
            names.add(usable ? name : invented(name, i + 1, taken, given));
        }
        return names;
    }

    private static String invented(String wanted, int place, Set<String> taken, Set<String> given) {
        String name = wanted.isEmpty() ? "column_" + place : cut(wanted, LONGEST);
        String candidate = name;
        for (int number = 2; taken.contains(candidate) || given.contains(candidate); number++) {
            String suffix = "_" + number;
            candidate = cut(name, LONGEST - suffix.length()) + suffix;
        }
        given.add(candidate);
        return candidate;
    }

    /** The name without what nobody sees: blanks around it, line breaks, marks without width. */
    static String visible(String name) {
        StringBuilder seen = new StringBuilder();
        int[] characters = name == null ? new int[0] : name.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int character = characters[i];
            boolean joins = character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
            boolean between = i > 0 && i + 1 < characters.length;
            if (Character.isISOControl(character) || Character.isSpaceChar(character)) {
                seen.append(character == 0 ? "" : " ");
            } else if (Character.getType(character) != Character.FORMAT || joins && between) {
                // Joiners are letters' business in some scripts.
                seen.appendCodePoint(character);
            }
        }
        return seen.toString().strip();
    }

    private static String cut(String name, int most) {
        StringBuilder kept = new StringBuilder();
        int left = most;
        for (int character : name.codePoints().toArray()) {
            left -= bytes(Character.toString(character));
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(character);
        }
        return kept.toString();
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
