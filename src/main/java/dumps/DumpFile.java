package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one dump file is and holds, but for its rows: all that its JSON says of it.
 *
 * @param name as it lies in its folder, with {@code /} between parts; a file in an archive is {@code archive.zip/name.sql}
 * @param bytes of the file as it lies there
 * @param sha256 of the same bytes: two files with one are the same dump
 * @param tool what says it wrote it, with its version, or null
 * @param encoding what its texts are in, by the bytes
 * @param saidEncoding what the file says it is in, where the bytes say otherwise, else null
 * @param complete whether the tool says at its end that it came to its end
 * @param completedAt the time that it says there or at its beginning, as spelled, or null
 * @param evidence the lines from which that is known, as they stand in the file
 * @param broken where and why it cannot be read to its end, or null
 * @param types the types of its own that it defines, by name, each with its labels in order
 * @param skipped how many of what was passed over: {@code view}, {@code trigger}, {@code function}, …
 * @param account how its rows add up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DumpFile(
        String name,
        long bytes,
        String sha256,
        Dialect dialect,
        String tool,
        String encoding,
        String saidEncoding,
        boolean complete,
        String completedAt,
        List<String> evidence,
        String broken,
        Map<String, List<String>> types,
        Map<String, Long> skipped,
        List<Effect> effects,
        List<Leftover> leftovers,
        Account account,
        List<KeptTable> tables) {

    /**
     * Every row in the file is one of these.
     *
     * @param there rows in the file
     * @param kept rows that are in the tables at the end of the file
     * @param removed rows that a later statement of the file took away again
     * @param reported rows among the leftovers
     */
    public record Account(long there, long kept, long removed, long reported) {

        public Account {
            if (there != kept + removed + reported) {
                throw new IllegalStateException("of " + there + " rows " + kept + " were kept, " + removed
                        + " removed and " + reported + " reported");
            }
        }
    }

    public DumpFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(account, "account");
        evidence = List.copyOf(evidence);
        effects = List.copyOf(effects);
        leftovers = List.copyOf(leftovers);
        tables = List.copyOf(tables);
    }
}
