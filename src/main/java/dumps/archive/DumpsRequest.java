package dumps.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dumps.merge.Policy;
import dumps.merge.Renames;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import ledger.Json;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;

/**
 * Dumps that are to become an archive, or part of one.
 *
 * @param archive its name; null where it is made beside the dumps
 * @param adding whether it has to be there already
 * @param folder the dumps lie in, or null
 * @param files that were sent; they are removed when they were read
 * @param tables those that the combined state is to have, or null for all
 * @param policy null for the one that is set
 * @param renames what is called otherwise in later files: {@code old=new}, {@code table.old=new}
 */
public record DumpsRequest(
        RunHeader header,
        String archive,
        boolean adding,
        Path folder,
        List<SentFile> files,
        List<String> tables,
        Policy policy,
        boolean single,
        List<String> renames)
        implements RunRequest {

    public DumpsRequest {
        Objects.requireNonNull(header, "header");
        renames = renames == null ? List.of() : List.copyOf(renames);
        files = files == null ? List.of() : List.copyOf(files);
    }

    /** Beside the dumps of a folder. */
    public static DumpsRequest beside(
            RunHeader header, Path folder, List<String> tables, Policy policy, boolean single) {
        return new DumpsRequest(header, null, false, folder, List.of(), tables, policy, single, null);
    }

    /** Out of a folder. */
    public static DumpsRequest of(RunHeader header, String archive, boolean adding, Path folder, Policy policy) {
        return new DumpsRequest(header, archive, adding, folder, List.of(), null, policy, false, null);
    }

    /** Out of files that were sent. */
    public static DumpsRequest sent(
            RunHeader header, String archive, boolean adding, List<SentFile> files, Policy policy) {
        return new DumpsRequest(header, archive, adding, null, files, null, policy, false, null);
    }

    /** The same, with what is called otherwise in later files. */
    public DumpsRequest renaming(List<String> said) {
        Renames.of(said == null ? List.of() : said);
        return new DumpsRequest(header, archive, adding, folder, files, tables, policy, single, said);
    }

    @Override
    public RunKind kind() {
        return DumpsKinds.DUMPS;
    }

    @Override
    public String subject() {
        return archive == null ? folder.toString() : archive;
    }

    @Override
    public JsonNode asked() {
        ObjectNode asked = Json.mapper().createObjectNode();
        if (archive != null) {
            asked.put("archive", archive);
        }
        if (folder != null) {
            asked.put("directory", folder.toString());
        }
        return asked;
    }
}
