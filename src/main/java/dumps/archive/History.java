package dumps.archive;

import dumps.TableId;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;

/** Tells what became of the rows of an archive. */
@ApplicationScoped
public class History {

    private final Archives archives;

    public History(Archives archives) {
        this.archives = archives;
    }

    /**
     * What is wanted.
     *
     * @param table null for all
     * @param key of one row, or null for all
     * @param asOf null for all files
     * @param policy null for the archive's
     * @param after how many lines somebody has already
     */
    public record Wanted(String table, String key, String asOf, Policy policy, long after) {

        public Wanted {
            if (key != null && table == null) {
                throw new ProblemException(Problem.malformed("a key is that of a row of one table", "name the table"));
            }
            if (after < 0) {
                throw new ProblemException(Problem.malformed("fewer than no lines cannot be passed over", null));
            }
        }
    }

    /**
     * Writes it as JSON Lines.
     *
     * @param of an archive's name, or the folder of one beside its dumps
     */
    public void write(String of, Wanted wanted, OutputStream out) throws IOException {
        try (ArchiveReader reader = open(of)) {
            Set<TableId> tables = wanted.table() == null
                    ? null
                    : Set.of(TableChoice.find(reader.tables(wanted.asOf()), wanted.table())
                            .id());
            String only = wanted.key() == null ? null : HistoryText.keyText(wanted.key());
            reader.run(tables, wanted.asOf(), wanted.policy(), new HistoryText(out, only, wanted.after()));
        }
    }

    private ArchiveReader open(String of) throws IOException {
        Path folder = Path.of(of);
        return Files.isDirectory(folder) ? archives.open(folder) : archives.open(of);
    }
}
