package rows.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps the order of a file where it matters: of rows with one key, the last must win. */
public final class UpsertOrder {

    private UpsertOrder() {}

    /** Suspects are tried after the others; so whoever shares a key with one is tried beside it. */
    static void keepTogether(Batch batch, BitSet suspects, List<String> key) {
        int[] places = key.stream().mapToInt(batch.columns()::indexOf).toArray();
        if (Arrays.stream(places).anyMatch(place -> place < 0)) {
            // Rows without their key take it from a default: no two share one.
            return;
        }
        Set<List<String>> keys = new HashSet<>();
        suspects.stream().forEach(i -> keys.add(keyOf(batch, i, places)));
        for (int i = 0; i < batch.count(); i++) {
            if (!suspects.get(i) && keys.contains(keyOf(batch, i, places))) {
                suspects.set(i);
            }
        }
    }

    private static List<String> keyOf(Batch batch, int i, int[] places) {
        String[] fields = batch.fields(i);
        List<String> key = new ArrayList<>();
        for (int place : places) {
            key.add(fields[place]);
        }
        return key;
    }
}
