package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TestServer;

class MigrationsTest {

    private static final String RUN = "'11111111-1111-7111-8111-111111111111'";
    private static final String LATER = "'22222222-2222-7222-8222-222222222222'";

    private static final String RUNS = "select count(*) from caravanserai.run where rows_in = 3 and rows_rejected = 2"
            + " and state = 'done-with-rejects'";
    private static final String LETTERS = "select count(*) from caravanserai.error_log where reason = 'no number'";

    /** A row for each table, in the columns that it had from its beginning. */
    private static final Map<String, String> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put(
                "run",
                "(id, kind, subject, door, state, rows_in, rows_loaded, rows_rejected, owner, ended_at) values (" + RUN
                        + ", 'ingest', 'customers', 'http', 'done-with-rejects', 3, 1, 2, 'one', now()), (" + LATER
                        + ", 'redrive', 'customers', 'http', 'running', 0, 0, 0, 'one', null)");
        ROWS.put("loaded_file", "(table_name, sha256, bytes, run) values ('customers', sha256('x'), 1, " + RUN + ")");
        ROWS.put(
                "dead_letter",
                "(run, table_name, file, line, sqlstate, reason, raw, encoding, \"values\", state, redriven_by) values ("
                        + RUN + ", 'customers', 'c.csv', 2, '22P02', 'no number', 'x', 'UTF-8', null, 'open', null), ("
                        + RUN + ", 'customers', 'c.json', 0, '22P02', 'no number', 'x', 'UTF-8', '{\"id\": \"x\"}',"
                        + " 'redriven', " + LATER + ")");
        ROWS.put(
                "backup_table",
                "(schema_name, table_name, of_schema, of_table, run, rows, content_hash, hash_method, facts) values"
                        + " ('public', 'b', 'public', 'customers', " + RUN + ", 1, 'h', 'm', '{}')");
        ROWS.put(
                "kept_rows",
                "(run, place, schema_name, table_name, kept_in, facts) values (" + RUN
                        + ", 0, 'public', 'customers', 'k', '{}')");
        ROWS.put("step", "(run, name) values (" + RUN + ", 'begin')");
        ROWS.put(
                "chunk",
                "(run, number, schema_name, table_name, part_schema, part_name, into_schema, into_name) values (" + RUN
                        + ", 0, 'public', 'a', 'public', 'a', 'public', 'b')");
        ROWS.put("process", "(owner) values ('one')");
        ROWS.put("table_change", "(table_oid, run, kind) values (1, " + RUN + ", 'load')");
        ROWS.put(
                "load_trace",
                "(run, place, schema_name, table_name, table_oid, server, first_xid, xids, inserted, replaced, facts)"
                        + " values (" + RUN + ", 0, 'public', 'customers', 1, 's', 1, '{1}', 1, false, '{}')");
        ROWS.put("schedule", "values ('s', '0 0 * * *', 'UTC', now())");
        ROWS.put(
                "incident",
                "(system_identifier, kind, database_name, table_name, exact, unlogged, own, xid, lsn, committed_at)"
                        + " values ('1', 'delete', 'main', 'customers', true, false, false, 1, '0/1', now())");
        ROWS.put("replication_lag", "(at, standby, connected) values (now(), 's', true)");
        ROWS.put("notice", "(event, subject) values ('lag', 'f')");
        ROWS.put("alarm", "(event, subject) values ('lag', 'f')");
    }

    @Test
    void noTwoMigrationsHaveOneNumber() {
        // When
        var numbers = TestLedger.migrations().stream()
                .map(file -> file.getFileName().toString().split("__")[0])
                .toList();

        // Then
        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void aLedgerOfEachEarlierStateComesToTheLastWithItsRows() throws SQLException, IOException {
        // Given
        List<Path> all = TestLedger.migrations();
        String growing = TestServer.createDatabase();
        try (Connection first = TestServer.dataSource(growing).getConnection()) {
            Query.execute(first, "create schema caravanserai");
        }

        for (int state = 0; state < all.size() - 1; state++) {
            try (Connection older = TestServer.dataSource(growing).getConnection()) {
                apply(older, all.subList(state, state + 1));
            }
            try (Connection ledger =
                    TestServer.dataSource(TestServer.createDatabaseOf(growing)).getConnection()) {
                Map<String, Long> before = fill(ledger);

                // When
                apply(ledger, all.subList(state + 1, all.size()));

                // Then
                String from = all.get(state).getFileName().toString();
                assertThat(counts(ledger, before)).as("a ledger of " + from).isEqualTo(before);
                assertThat(value(ledger, RUNS)).as("runs of " + from).isEqualTo(1);
                assertThat(value(ledger, LETTERS)).as("letters of " + from).isEqualTo(2);
            }
        }
    }

    /** A row into each table that is there; how many are in each. */
    private static Map<String, Long> fill(Connection ledger) throws SQLException {
        Map<String, Long> there = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : ROWS.entrySet()) {
            if (value(ledger, "select count(to_regclass('caravanserai." + table.getKey() + "'))") == 1) {
                Query.execute(ledger, "insert into caravanserai." + table.getKey() + " " + table.getValue());
                there.put(table.getKey(), 0L);
            }
        }
        return counts(ledger, there);
    }

    private static Map<String, Long> counts(Connection ledger, Map<String, Long> tables) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : tables.keySet()) {
            counts.put(table, value(ledger, "select count(*) from caravanserai." + table));
        }
        return counts;
    }

    private static void apply(Connection connection, List<Path> migrations) throws SQLException, IOException {
        Query.execute(connection, "set search_path to caravanserai");
        for (Path migration : migrations) {
            Query.execute(connection, Files.readString(migration));
        }
    }

    private static long value(Connection connection, String sql) throws SQLException {
        return Query.first(connection, sql, row -> row.getLong(1)).orElseThrow();
    }
}
