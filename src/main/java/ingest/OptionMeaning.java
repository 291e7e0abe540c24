package ingest;

import java.util.List;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;

/** Whether what was said of a load means anything for what was sent. */
public final class OptionMeaning {

    private static final Set<String> OF_CUTTING = Set.of(
            "comment",
            "delimiter",
            "empty",
            "escape",
            "footer",
            "header",
            "null",
            "quote",
            "ragged",
            "sheet",
            "skip",
            "trim");

    private OptionMeaning() {}

    /**
     * Options of files that came together: each means something for one of them.
     *
     * @throws ProblemException 400, if it does not
     */
    public static void require(OptionTexts said, List<LoadRequest> requests) {
        boolean json = requests.stream().allMatch(request -> request.format() == LoadRequest.Format.JSON);
        boolean lines = requests.stream()
                .allMatch(request -> request.format() == LoadRequest.Format.JSON
                        || request.format() == LoadRequest.Format.JSON_LINES);
        for (String name : said.said().keySet()) {
            if (lines && OF_CUTTING.contains(name) || json && name.equals("encoding")) {
                throw new ProblemException(
                        Problem.malformed(name + " has no meaning for JSON, whose own rules say it", "leave it out"));
            }
        }
    }
}
