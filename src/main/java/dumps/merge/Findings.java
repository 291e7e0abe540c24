package dumps.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dumps.DumpFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found out about files when they were held against each other.
 *
 * @param files from the earliest
 * @param order each with the one before
 * @param duplicates files that are, byte for byte, others: by name, the other's name
 * @param notes what was taken for what
 */
public record Findings(
        List<Place> files,
        List<FileOrder.Step> order,
        Map<String, String> duplicates,
        List<Drift> drift,
        List<String> notes) {

    /**
     * A file in the order.
     *
     * @param place from 1
     * @param statedAt when it says it was made, as spelled, or null
     * @param state the same for files that hold the same
     * @param sameStateAs the first file in the order with the same state, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Place(int place, DumpFile file, Long moment, String state, String sameStateAs) {}

    static Findings of(FileOrder order, Map<String, String> duplicates, List<Drift> drift, List<String> notes) {
        Map<String, String> states = new HashMap<>();
        List<Place> places = new ArrayList<>();
        for (FileFacts file : order.files()) {
            String first = states.putIfAbsent(file.state(), file.file().name());
            places.add(new Place(places.size() + 1, file.file(), file.statedAt(), file.state(), first));
        }
        return new Findings(places, order.steps(), duplicates, drift, notes);
    }
}
