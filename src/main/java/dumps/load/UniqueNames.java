package dumps.load;

import java.util.HashSet;
import java.util.Set;
import postgres.definition.Names;

/** Names that PostgreSQL keeps whole, none of them twice. */
final class UniqueNames {

    private final Set<String> taken = new HashSet<>();

    /** The name itself, or, where that is taken or too long, one that shows it. */
    String free(String wanted) {
        String plain = wanted.replace("\0", "").isEmpty() ? "unnamed" : wanted.replace("\0", "");
        String name = Names.fitting(plain);
        for (int next = 2; !taken.add(name); next++) {
            name = Names.fitting(plain + "_" + next);
        }
        return name;
    }
}
