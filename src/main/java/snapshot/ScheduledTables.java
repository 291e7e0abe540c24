package snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import ledger.Retention;
import postgres.Databases;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/** The backup tables that snapshots on schedule made: the rules judge each table's by themselves. */
final class ScheduledTables {

    private static final String LIST = Sql.read("snapshot/scheduled-backup-tables.sql");

    private final DataSource dataSource;
    private final SnapshotIndex index;

    ScheduledTables(DataSource dataSource, SnapshotSettings settings) {
        this.dataSource = dataSource;
        // Their tables alone are asked for, and those are in no repository.
        this.index = new SnapshotIndex(dataSource, null, settings);
    }

    private record Made(TableName name, TableName of, Instant at, long bytes) {

        Retention.Candidate candidate() {
            return new Retention.Candidate(name.display(), Databases.MAIN, at, null, Set.of(of.display()));
        }
    }

    /** What becomes of each, the newest first. */
    List<Expiry.Judged> judged(Retention retention) throws SQLException {
        List<Made> made = list();
        return retention.judge(made.stream().map(Made::candidate).toList()).stream()
                .map(verdict -> new Expiry.Judged(
                        verdict.set().id(),
                        verdict.set().database(),
                        verdict.set().made(),
                        null,
                        made.stream()
                                .filter(one -> one.name()
                                        .display()
                                        .equals(verdict.set().id()))
                                .mapToLong(Made::bytes)
                                .sum(),
                        verdict.keep(),
                        verdict.reason()))
                .toList();
    }

    private List<Made> list() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.list(
                    connection,
                    LIST,
                    row -> new Made(
                            new TableName(row.getString("schema_name"), row.getString("table_name")),
                            new TableName(row.getString("of_schema"), row.getString("of_table")),
                            row.getObject("made_at", OffsetDateTime.class).toInstant(),
                            row.getLong("bytes")));
        }
    }

    /** Removes one; returns why it stays, or null. */
    String delete(Expiry.Judged judged) throws SQLException {
        return index.deleteTable(judged.id());
    }
}
