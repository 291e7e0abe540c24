package dumps.read;

import dumps.Dialect;
import java.util.List;
import java.util.Map;

/**
 * What a reader learnt of a file on its way through it; the words are those of {@link dumps.DumpFile}.
 */
public record ReadFacts(
        Dialect dialect,
        String tool,
        String encoding,
        String saidEncoding,
        boolean complete,
        String completedAt,
        List<String> evidence,
        String broken,
        Map<String, List<String>> types,
        Map<String, Long> skipped) {}
