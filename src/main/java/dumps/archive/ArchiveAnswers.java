package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.TableId;
import dumps.keep.KeptDump;
import dumps.keep.KeptSql;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import postgres.OwnFiles;

/** Answers about archives that are too long for memory. */
@ApplicationScoped
public class ArchiveAnswers {

    private final Archives archives;
    private final History history;

    public ArchiveAnswers(Archives archives, History history) {
        this.archives = archives;
        this.history = history;
    }

    /** Writes an answer. */
    @FunctionalInterface
    private interface Answer {
        void into(OutputStream out) throws IOException;
    }

    /** The JSON of the file at that place in the order. */
    public InputStream file(String archive, int place) throws IOException {
        return Files.newInputStream(archives.file(archive, place));
    }

    /** The same file as SQL again. */
    public InputStream sql(String archive, int place) throws IOException {
        Path json = archives.file(archive, place);
        return written(out -> {
            Writer sql = new OutputStreamWriter(out, UTF_8);
            KeptSql.write(KeptDump.open(json), sql);
            sql.flush();
        });
    }

    /**
     * A table of the state.
     *
     * @param asOf null for the latest
     * @param policy null for the archive's
     * @param most rows that are wanted
     */
    public InputStream table(String archive, String table, String asOf, Policy policy, long most) throws IOException {
        return written(out -> {
            try (State reader = archives.state(archive, null, asOf, policy)) {
                TableId id = TableChoice.find(reader.tables(asOf), table).id();
                reader.run(Set.of(id), asOf, policy, new TableText(out, most));
            }
        });
    }

    /**
     * What became of its rows.
     *
     * @throws ledger.ProblemException if there is no such archive or table
     */
    public InputStream history(String archive, History.Wanted wanted) throws IOException {
        return written(out -> history.write(archive, wanted, out));
    }

    private InputStream written(Answer writer) throws IOException {
        Path answer = archives.answer();
        try {
            try (OutputStream out = new BufferedOutputStream(OwnFiles.out(answer))) {
                writer.into(out);
            }
            return Files.newInputStream(answer, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(answer);
            throw e;
        }
    }
}
