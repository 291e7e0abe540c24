package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Databases;
import postgres.Query;
import rows.diff.TableDiff;
import snapshot.ConnectionBudget;
import snapshot.Engine;
import snapshot.Expiry;
import snapshot.Restorer;
import snapshot.SchemaScript;
import snapshot.SnapshotIndex;
import snapshot.SnapshotRequest;
import snapshot.Snapshots;
import snapshot.TableSnapshots;
import snapshot.Verifier;
import snapshot.parts.InProcess;
import snapshot.parts.PartRunner;
import snapshot.parts.PartTask;

/** Sets whose rows somebody else brings into parts: they are proven, read and put back as all sets are. */
class PartSetsTest extends LedgerCamel {

    /** What becomes of a task before it is written. */
    private UnaryOperator<PartTask> changed = task -> task;

    private Restorer restorer;

    @Override
    protected Map<String, String> settings() {
        return Map.of("snapshot.spark-part-bytes", "100000", "snapshot.lock-timeout-millis", "1000");
    }

    @Override
    protected PartRunner partRunner() {
        return new InProcess(task -> changed.apply(task));
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        ConnectionBudget connections = new ConnectionBudget(10);
        Snapshots snapshots = new Snapshots(
                POOL,
                repository,
                snapshotSettings,
                new SchemaScript(Optional.empty(), snapshotSettings),
                active,
                connections,
                engines());
        SnapshotIndex index = new SnapshotIndex(POOL, repository, snapshotSettings);
        restorer = new Restorer(POOL, index, snapshotSettings, null);
        return withEnds(new SnapshotRoutes(
                snapshots,
                new TableSnapshots(POOL, snapshots, snapshotSettings, active, connections),
                new Verifier(POOL, index, repository, active),
                new Expiry(POOL, repository, snapshotSettings, active),
                snapshotSettings,
                attempts(),
                ledger));
    }

    @BeforeEach
    void tables() throws SQLException {
        DATABASE.execute(
                """
                create table plain (id int primary key, name text, amount numeric(12,2), at timestamptz);
                insert into plain select g, 'name ' || g, g / 100.0, 'epoch'::timestamptz + g * interval '1 s'
                from generate_series(1, 20000) g;
                create table "Odd name.%" ("a b" int, tags text[]);
                insert into "Odd name.%" values (1, '{x,NULL}'), (1, '{x,NULL}'), (null, null);
                create table nothing (id bigint primary key);
                create table parted (id int, at date, primary key (id, at)) partition by range (at);
                create table parted_1 partition of parted for values from ('2024-01-01') to ('2025-01-01');
                create table parted_2 partition of parted for values from ('2025-01-01') to ('2026-01-01');
                insert into parted select g, '2024-01-01'::date + g % 700 from generate_series(1, 15000) g;
                """);
    }

    @AfterEach
    void noTables() throws SQLException {
        DATABASE.execute("drop table if exists plain, \"Odd name.%\", nothing, parted");
    }

    private Run make(String where, String... tables) throws Exception {
        return serve(
                "snapshot-run",
                new SnapshotRequest(
                        RunHeader.next(Door.HTTP),
                        List.of(tables),
                        null,
                        where,
                        null,
                        SnapshotRequest.OnUnreadable.REFUSE,
                        Engine.SPARK));
    }

    private Run verify(Run made) throws Exception {
        return serve("verify-run", new Verifier.Request(RunHeader.next(Door.HTTP), id(made)));
    }

    private static String id(Run made) {
        return made.detail().get("snapshot").asText();
    }

    private Path set(Run made) {
        return folder.resolve("snapshots").resolve(id(made));
    }

    private TableDiff diff(Run made, String table) throws SQLException, IOException {
        return restorer.diff(id(made), table, Databases.MAIN, List.of());
    }

    @Test
    void tablesInPartsAreProvenAsAllSetsAre() throws Exception {
        // When
        Run made = make(null, "plain", "\"Odd name.%\"", "nothing", "parted");

        // Then
        assertThat(made.state()).as("%s", made.problem()).isEqualTo(RunState.DONE);
        assertThat(made.rows().loaded()).isEqualTo(35_003);
        assertThat(made.detail().get("engine").asText()).isEqualTo("spark");
        JsonNode manifest = Json.read(Files.readString(set(made).resolve("manifest.json")));
        assertThat(manifest.get("format").asText()).isEqualTo("caravanserai-snapshot-2");
        for (JsonNode table : manifest.get("tables")) {
            assertThat(table.get("parts")).hasSizeGreaterThanOrEqualTo(1);
        }
        assertThat(made.detail().get("tables").findValues("parts").toString()).contains("1,", "13");
        Run verified = verify(made);
        assertThat(verified.state()).as("%s", verified.problem()).isEqualTo(RunState.DONE);
    }

    @Test
    void whatIsMissingInTheTableIsFoundInTheParts() throws Exception {
        // Given
        Run made = make(null, "plain", "parted");
        DATABASE.execute(
                "delete from plain where id between 7 and 9; update parted set at = '2024-03-03' where id = 5");

        // When
        TableDiff plain = diff(made, "plain");
        TableDiff parted = diff(made, "parted");

        // Then
        assertThat(plain.missing()).isEqualTo(3);
        assertThat(plain.same()).isEqualTo(19_997);
        assertThat(parted.missing()).isEqualTo(1);
        assertThat(parted.added()).isEqualTo(1);
    }

    @Test
    void aConditionChoosesRowsOfAllParts() throws Exception {
        // When
        Run made = make("id % 1000 = 0 or id = 1", "plain");

        // Then
        assertThat(made.rows().loaded()).isEqualTo(21);
        assertThat(verify(made).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void rowsOfAnotherMomentAreCaught() throws Exception {
        // Given
        DataSource later = DATABASE.dataSource();
        try (Connection exporter = later.getConnection()) {
            changed = task -> ofNow(exporter, task);

            // When
            Run made = make(null, "plain");

            // Then
            assertThat(made.state()).isEqualTo(RunState.REFUSED);
            assertThat(made.problem().type()).isEqualTo("not-equal");
            assertThat(made.problem().detail()).contains("plain", "20001 rows", "20000");
            assertThat(repository.list()).isEmpty();
            try (Stream<Path> left = Files.list(folder.resolve("snapshots"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** As a reader would see it that did not adopt the snapshot: with a row that came later. */
    private static PartTask ofNow(Connection exporter, PartTask task) {
        try {
            Query.execute(exporter, "insert into plain values (0, 'late') on conflict do nothing");
            exporter.setAutoCommit(false);
            String now = Query.first(exporter, "select pg_export_snapshot()", row -> row.getString(1))
                    .orElseThrow();
            return new PartTask(
                    now,
                    task.table(),
                    task.number(),
                    task.select(),
                    task.columns(),
                    task.types(),
                    task.file(),
                    task.level(),
                    task.lockTimeoutMillis());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"edited", "gone", "exchanged"})
    void aPartThatIsNotTheOneThatWasWrittenIsFound(String how) throws Exception {
        // Given
        Run made = make(null, "plain");
        Path parts = set(made).resolve("public.plain.parquet");
        Path first = parts.resolve("part-00000.parquet");
        Path second = parts.resolve("part-00001.parquet");
        if (how.equals("edited")) {
            byte[] bytes = Files.readAllBytes(second);
            bytes[bytes.length / 2] ^= 1;
            Files.write(second, bytes);
        } else if (how.equals("gone")) {
            Files.delete(second);
        } else {
            Files.write(second, Files.readAllBytes(first));
        }

        // When
        Run verified = verify(made);

        // Then
        assertThat(verified.state()).isEqualTo(RunState.FAILED);
        assertThat(verified.problem().detail()).contains("public.plain.parquet/part-00001.parquet");
    }
}
