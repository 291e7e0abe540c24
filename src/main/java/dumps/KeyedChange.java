package dumps;

import java.util.List;
import java.util.Map;

/**
 * An UPDATE or DELETE by key with literals.
 *
 * @param keys the keys it is about, each with a value for each column of the key in its order
 * @param set new values by column position; empty for DELETE
 */
public record KeyedChange(List<Integer> columns, List<List<DumpValue>> keys, Map<Integer, DumpValue> set) {

    public KeyedChange {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        set = Map.copyOf(set);
    }

    public boolean isDelete() {
        return set.isEmpty();
    }
}
