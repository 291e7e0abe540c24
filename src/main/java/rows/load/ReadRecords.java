package rows.load;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which records of a batch had values that were read anew, and what their fields were before. */
final class ReadRecords {

    private final BitSet places = new BitSet();
    private final Map<Integer, String[]> known = new HashMap<>();
    private Function<byte[], String[]> byBytes;

    void by(Function<byte[], String[]> fields) {
        byBytes = fields;
    }

    void add(int place) {
        places.set(place);
    }

    void add(int place, String[] fields) {
        places.set(place);
        known.put(place, fields);
    }

    boolean holds(int place) {
        return places.get(place);
    }

    /** The fields of a record as they came in, in these bytes. */
    String[] fields(int place, byte[] received) {
        String[] fields = known.get(place);
        return fields != null ? fields.clone() : byBytes.apply(received);
    }

    /** The same of some of the records, in their order. */
    ReadRecords of(List<Integer> records) {
        ReadRecords some = new ReadRecords();
        some.byBytes = byBytes;
        for (int k = 0; k < records.size(); k++) {
            int place = records.get(k);
            if (places.get(place)) {
                some.places.set(k);
                if (known.containsKey(place)) {
                    some.known.put(k, known.get(place));
                }
            }
        }
        return some;
    }
}
