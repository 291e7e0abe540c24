package snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import snapshot.format.FileFormat;

/**
 * A snapshot to be made.
 *
 * @param tables as the user named them; empty for all
 * @param as files of some format, or tables; null for what suits the engine
 * @param where which rows, as an SQL condition on a single table, or null for all
 * @param sample how many rows at random, or null for all
 * @param unreadable what becomes of tables that the service's user may not read
 * @param engine who brings rows into files; null for the one that is configured
 */
public record SnapshotRequest(
        RunHeader header,
        List<String> tables,
        As as,
        String where,
        Integer sample,
        OnUnreadable unreadable,
        Engine engine)
        implements RunRequest {

    /** What becomes of tables that may not be read. */
    public enum OnUnreadable {
        /** Nothing is kept, and all of them are named. */
        REFUSE,
        /** They are left out, and listed. */
        SKIP
    }

    /** What a snapshot is kept as. */
    public enum As {
        /** Compressed CSV. */
        FILES,
        AVRO,
        PARQUET,
        /** A table beside each. */
        TABLE
    }

    public SnapshotRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(unreadable, "unreadable");
        tables = List.copyOf(tables);
        if (engine == Engine.SPARK && as != null && as != As.PARQUET) {
            throw new ProblemException(Problem.refused(
                    "Spark keeps rows as parquet, not as " + as.name().toLowerCase(Locale.ROOT),
                    "leave as away, or ask with engine=service"));
        }
        if (sample != null && sample < 1) {
            throw new ProblemException(Problem.malformed("sample is a number of rows from 1 on, not " + sample, null));
        }
    }

    /** One of tables that all have to be readable. */
    public SnapshotRequest(RunHeader header, List<String> tables, As as, String where, Integer sample) {
        this(header, tables, as, where, sample, OnUnreadable.REFUSE, null);
    }

    /** The same by that engine, kept as that. */
    SnapshotRequest by(Engine other, As kept) {
        return new SnapshotRequest(header, tables, kept, where, sample, unreadable, other);
    }

    /** Whether it is kept as tables beside those it is of, rather than in files. */
    public boolean isOfTables() {
        return as == As.TABLE;
    }

    /** How the rows of each table are kept, where they are kept in files. */
    FileFormat format() {
        return switch (Objects.requireNonNullElse(as, As.FILES)) {
            case AVRO -> FileFormat.AVRO;
            case PARQUET -> FileFormat.PARQUET;
            case FILES, TABLE -> FileFormat.CSV_ZST;
        };
    }

    @Override
    public RunKind kind() {
        return SnapshotKinds.SNAPSHOT;
    }

    @Override
    public String subject() {
        return tables.isEmpty() ? "all tables" : String.join(", ", tables);
    }

    @Override
    public JsonNode asked() {
        var asked = Json.mapper().createObjectNode();
        if (as != null) {
            asked.put("as", as.name().toLowerCase(Locale.ROOT));
        }
        if (engine != null) {
            asked.put("engine", engine.name().toLowerCase(Locale.ROOT));
        }
        if (where != null) {
            asked.put("where", where);
        }
        if (sample != null) {
            asked.put("sample", sample);
        }
        if (unreadable == OnUnreadable.SKIP) {
            asked.put("unreadable", "skip");
        }
        return asked;
    }
}
