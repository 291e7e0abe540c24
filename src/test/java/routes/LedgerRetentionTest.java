package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.FilesExpiry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunId;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import rows.undo.LedgerExpiry;

class LedgerRetentionTest extends LedgerCamel {

    private static final String OLD = "clock_timestamp() - interval '31 days'";
    private static final String YOUNG = "clock_timestamp() - interval '29 days'";

    @Override
    protected Map<String, String> settings() {
        return Map.of("ingest.keep-files", "30");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(
                mocked("runs-begin"),
                new LedgerRetentionRoutes(
                        new LedgerExpiry(POOL, () -> Map.of("ingest", 30, "restore", 30, "snapshot", 30)),
                        new FilesExpiry(ingestSettings),
                        attempts()));
    }

    @AfterEach
    void takeAway() throws SQLException {
        DATABASE.execute("drop table if exists public.retention_copy, public.retention_backup");
        DATABASE.execute(
                "delete from caravanserai.kept_rows where table_name = 'retention_copy' or kept_in = 'caravanserai_kept.x'");
        DATABASE.execute("delete from caravanserai.backup_table where table_name = 'retention_backup'");
    }

    private static LedgerExpiry.Request request() {
        return new LedgerExpiry.Request(RunHeader.next(Door.HTTP));
    }

    private static UUID run(String kind, String ended, String detail) throws SQLException {
        UUID id = RunId.next();
        DATABASE.execute(
                "insert into caravanserai.run (id, kind, subject, door, state, owner, started_at, ended_at, detail)"
                        + " values ('" + id + "', '" + kind + "', 'customers', 'http', 'done', 'nobody', " + ended
                        + ", " + ended
                        + ", '" + detail + "')");
        return id;
    }

    private static UUID run(String kind, String ended) throws SQLException {
        return run(kind, ended, "{}");
    }

    private static void letter(UUID run, String state, UUID redrivenBy) throws SQLException {
        DATABASE.execute("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, sqlstate, reason, raw, encoding, state, redriven_by) values ('" + run
                + "', 'customers', 'f', 1, '22P02', 'no number', 'x', 'UTF-8', '" + state + "', "
                + (redrivenBy == null ? "null" : "'" + redrivenBy + "'") + ")");
    }

    private static boolean isThere(UUID run) throws SQLException {
        return DATABASE.value("select count(*) from caravanserai.run where id = '" + run + "'")
                .equals("1");
    }

    @Test
    void whatIsOldGoesWithItsClosedLettersAndWhatIsKeptOfItsKindStays() throws Exception {
        // Given
        UUID old = run("ingest", OLD);
        letter(old, "discarded", null);
        UUID young = run("ingest", YOUNG);
        UUID ofAnotherKind = run("verify", OLD);

        // When
        ObjectNode plan = template.requestBody("direct:ledger-retention-plan", null, ObjectNode.class);
        boolean stoodAfterThePlan = isThere(old);
        Run run = serve("ledger-retention-run", request());

        // Then
        assertThat(plan.at("/runs/0/kind").asText()).isEqualTo("ingest");
        assertThat(plan.at("/runs/0/runs").asInt()).isEqualTo(1);
        assertThat(stoodAfterThePlan).isTrue();
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.detail().path("deletedRuns").asInt()).isEqualTo(1);
        assertThat(run.detail().path("deletedLetters").asInt()).isEqualTo(1);
        assertThat(isThere(old)).isFalse();
        assertThat(isThere(young)).isTrue();
        assertThat(isThere(ofAnotherKind)).isTrue();
    }

    @Test
    void whatSomebodyNeedsIsNeverForgotten() throws Exception {
        // Given
        UUID waiting = run("ingest", OLD);
        letter(waiting, "open", null);
        UUID redrove = run("ingest", OLD);
        letter(run("ingest", YOUNG), "redriven", redrove);
        UUID copied = run("restore", OLD);
        DATABASE.execute("create table public.retention_copy (id int)");
        DATABASE.execute(
                "insert into caravanserai.kept_rows values ('" + copied + "', 0, 'public', 'retention_copy', '',"
                        + " jsonb_build_object('copy', jsonb_build_object('oid', 'public.retention_copy'::regclass::oid::bigint)))");
        UUID backedUp = run("snapshot", OLD);
        DATABASE.execute("create table public.retention_backup (id int)");
        DATABASE.execute(
                "insert into caravanserai.backup_table (schema_name, table_name, of_schema, of_table, run, rows,"
                        + " content_hash, hash_method, facts) values ('public', 'retention_backup', 'public', 'customers', '"
                        + backedUp
                        + "', 0, '', '', '{}')");
        UUID elsewhere = run("restore", OLD, "{\"database\": \"copy\"}");
        DATABASE.execute("insert into caravanserai.kept_rows values ('" + elsewhere
                + "', 0, 'public', 'customers', 'caravanserai_kept.x', '{}')");

        // When
        serve("ledger-retention-run", request());

        // Then
        assertThat(isThere(waiting)).as("with a letter that waits").isTrue();
        assertThat(isThere(redrove)).as("named by a letter").isTrue();
        assertThat(isThere(copied)).as("with a copy").isTrue();
        assertThat(isThere(backedUp)).as("with a backup table").isTrue();
        assertThat(isThere(elsewhere)).as("with its undo elsewhere").isTrue();
    }

    @Test
    void theHashOfLoadedBytesOutlivesItsRunAndWhatWouldHaveTakenItBackGoes() throws Exception {
        // Given
        UUID loaded = run("ingest", OLD);
        DATABASE.execute("insert into caravanserai.loaded_file (table_name, sha256, bytes, run) values ('customers',"
                + " sha256('" + loaded + "'), 3, '" + loaded + "')");
        UUID restored = run("restore", OLD);
        String kept = "caravanserai_kept.\"" + restored + "-0\"";
        DATABASE.execute("create table " + kept + " (id int)");
        DATABASE.execute("insert into caravanserai.kept_rows values ('" + restored + "', 0, 'public', 'customers', '"
                + kept + "', '{}')");

        // When
        serve("ledger-retention-run", request());

        // Then
        assertThat(isThere(loaded)).isFalse();
        assertThat(DATABASE.value("select count(*) from caravanserai.loaded_file where run = '" + loaded + "'"))
                .isEqualTo("1");
        assertThat(isThere(restored)).isFalse();
        assertThat(DATABASE.value("select to_regclass('" + kept + "') is null")).isEqualTo("t");
        assertThat(DATABASE.value("select count(*) from caravanserai.kept_rows where run = '" + restored + "'"))
                .isEqualTo("0");
    }

    @Test
    void filesGoSoManyDaysAfterTheyEndedHoweverOldTheyAre() throws Exception {
        // Given
        Path loaded = Files.createDirectories(folder.resolve("inbox/.loaded/customers"));
        Path old = ended(loaded, "old.csv", 31);
        Path young = ended(loaded, "young.csv", 29);
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(Duration.ofDays(400))));
        Path failed = ended(Files.createDirectories(folder.resolve("inbox/.failed")), "failed.csv", 400);

        // When
        Run run = serve("ledger-retention-run", request());

        // Then
        assertThat(run.detail().at("/files/0/files").asInt()).isEqualTo(1);
        assertThat(old).doesNotExist();
        assertThat(beside(old)).doesNotExist();
        assertThat(young).exists();
        assertThat(failed).exists();
    }

    private static Path ended(Path folder, String name, int daysAgo) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "1\n");
        Files.writeString(beside(file), "{}");
        Files.setLastModifiedTime(beside(file), FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo))));
        return file;
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".run.json");
    }
}
