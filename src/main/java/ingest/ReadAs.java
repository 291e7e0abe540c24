package ingest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ledger.Json;

/** How a request reads its bytes, as a text: two of the same bytes are the same load where it is the same. */
final class ReadAs {

    /** What says whether to load, and into what, not how. */
    private static final Set<String> NOT_HOW = Set.of("again", "create", "database", "types", "replace-min-percent");

    private static final Map<String, List<String>> UNLESS_SAID =
            Map.of("mode", List.of("insert"), "header", List.of("auto"));

    private ReadAs() {}

    static String of(LoadRequest request) {
        Map<String, List<String>> how = new TreeMap<>(request.options().said().said());
        how.keySet().removeAll(NOT_HOW);
        UNLESS_SAID.forEach(how::remove);
        how.put("format", List.of(request.format().name()));
        return Json.write(how);
    }
}
