package ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What is said to somebody who named something that there is not. */
public final class UnknownName {

    /** So many letters may be wrong for a name to have been meant, and no more than half of them. */
    private static final int MOST_WRONG = 3;

    private UnknownName() {}

    /** The name that was probably meant, if any is near. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        int most = Math.min(MOST_WRONG, Math.max(1, name.length() / 2));
        return known.stream()
                .min(Comparator.comparingInt(other -> distance.apply(name, other)))
                .filter(other -> distance.apply(name, other) <= most);
    }

    /**
     * What to do instead: {@code did you mean table? one of ids, table}.
     *
     * @param known in the order in which they are told
     * @param before what stands before them
     */
    public static String ways(String name, Collection<String> known, String before) {
        List<String> ways = new ArrayList<>();
        nearest(name, known).ifPresent(near -> ways.add("did you mean " + near + "?"));
        ways.add(before + String.join(", ", known));
        return String.join(" ", ways);
    }
}
