package dumps.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The order of files, found from what they hold. The strongest evidence is laid down first; weaker evidence decides only
 * between files that nothing stronger has put in order, so there is never a circle. Where nothing says anything the bytes'
 * sha256 decides, which is the same whatever the files are called and in which order they come, and it is said.
 */
public final class FileOrder {

    private final List<FileFacts> files;
    private final BitSet[] after;
    private final List<Step> steps;

    /**
     * Two neighbours in the order.
     *
     * @param tie whether nothing says which of them is the later one
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Step(String earlier, String later, boolean tie, List<Evidence> evidence, List<Evidence> against) {}

    private FileOrder(List<FileFacts> files, BitSet[] after, List<Step> steps) {
        this.files = files;
        this.after = after;
        this.steps = steps;
    }

    /** Finds it. */
    static FileOrder of(List<FileFacts> unordered) {
        List<FileFacts> files = unordered.stream()
                .sorted(Comparator.comparing(FileFacts::fingerprint))
                .toList();
        BitSet[] later = new BitSet[files.size()];
        for (int i = 0; i < later.length; i++) {
            later[i] = new BitSet();
        }
        for (Evidence.Kind kind : Evidence.Kind.values()) {
            for (int i = 0; i < later.length; i++) {
                for (int j = i + 1; j < later.length; j++) {
                    if (!later[i].get(j) && !later[j].get(i)) {
                        Optional<Evidence> said = Witness.of(kind, files.get(i), files.get(j));
                        if (said.isPresent()) {
                            put(later, said.get().agrees() ? i : j, said.get().agrees() ? j : i);
                        }
                    }
                }
            }
        }
        return arranged(files, later);
    }

    /** All that is before the one is before all that is behind the other. */
    private static void put(BitSet[] later, int before, int behind) {
        BitSet those = (BitSet) later[behind].clone();
        those.set(behind);
        for (int i = 0; i < later.length; i++) {
            if (i == before || later[i].get(before)) {
                later[i].or(those);
            }
        }
    }

    private static FileOrder arranged(List<FileFacts> files, BitSet[] later) {
        int[] waitsFor = new int[files.size()];
        for (BitSet those : later) {
            those.stream().forEach(one -> waitsFor[one]++);
        }
        TreeSet<Integer> ready = new TreeSet<>();
        for (int i = 0; i < waitsFor.length; i++) {
            if (waitsFor[i] == 0) {
                ready.add(i);
            }
        }
        List<Integer> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.pollFirst();
            order.add(next);
            later[next].stream().forEach(one -> {
                if (--waitsFor[one] == 0) {
                    ready.add(one);
                }
            });
        }
        List<FileFacts> arranged = order.stream().map(files::get).toList();
        BitSet[] after = new BitSet[order.size()];
        for (int i = 0; i < after.length; i++) {
            after[i] = new BitSet();
            for (int j = i + 1; j < after.length; j++) {
                after[i].set(j, later[order.get(i)].get(order.get(j)));
            }
        }
        return new FileOrder(arranged, after, steps(arranged, after));
    }

    private static List<Step> steps(List<FileFacts> files, BitSet[] after) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < files.size(); i++) {
            List<Evidence> said = Witness.all(files.get(i), files.get(i + 1));
            steps.add(new Step(
                    files.get(i).file().name(),
                    files.get(i + 1).file().name(),
                    !after[i].get(i + 1),
                    said.stream().filter(Evidence::agrees).toList(),
                    said.stream().filter(one -> !one.agrees()).toList()));
        }
        return steps;
    }

    /** From the earliest. */
    List<FileFacts> files() {
        return files;
    }

    /** Whether something says that the one is earlier than the other. */
    boolean isEarlier(int one, int other) {
        return after[one].get(other);
    }

    List<Step> steps() {
        return steps;
    }
}
