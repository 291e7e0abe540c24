package doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import ledger.LedgerDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("every-postgres")
class DoctorTest {

    @TempDir
    private Path folder;

    private final LedgerDatabase database = new LedgerDatabase();

    private List<Finding> look() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return new Doctor(() -> database.dataSource().getConnection(), folder).look();
    }

    private void run(String kind, String state, String ago) throws SQLException {
        database.execute(
                "insert into caravanserai.run (id, kind, subject, door, state, rows_in, rows_loaded, rows_rejected,"
                        + " started_at, ended_at, owner) values (gen_random_uuid(), '" + kind + "', 'jobs', 'timer', '"
                        + state
                        + "', 0, 0, 0, now() - interval '" + ago + "', now() - interval '" + ago + "', 'one')");
    }

    /** Of a server of tests the settings are what they are. */
    private static List<String> found(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(finding -> finding.finding() + " | " + finding.hint())
                .toList();
    }

    @Test
    void aFreshInstallationHasNothingToTell() throws Exception {
        // When
        List<Finding> findings = look();

        // Then
        assertThat(findings)
                .extracting(Finding::subject)
                .doesNotContain(
                        "server", "rights", "clocks", "indexes", "letters", "proofs", "runs", "version", "locks");
    }

    @Test
    void workThatIsNotDoneIsTold() throws Exception {
        // Given
        run("snapshot", "done", "9 days");
        run("sync", "done", "3 hours");
        run("copy", "failed", "2 hours");
        run("retention", "failed", "8 days");
        database.execute(
                "insert into caravanserai.run (id, kind, subject, door, state, rows_in, rows_loaded, rows_rejected,"
                        + " started_at, ended_at, owner) values ('018f0000-0000-7000-8000-000000000001', 'ingest', 'jobs', 'http',"
                        + " 'rejected', 1, 0, 1, now() - interval '31 days', now() - interval '31 days', 'one');"
                        + " insert into caravanserai.dead_letter (run, table_name, file, line, sqlstate, reason, raw, encoding)"
                        + " values ('018f0000-0000-7000-8000-000000000001', 'jobs', 'f.csv', 1, '23502', 'missing', '', 'UTF-8')");

        // When
        List<Finding> findings = look();

        // Then
        assertThat(found(findings, "proofs")).singleElement().asString().startsWith("no snapshot was ever proven");
        assertThat(found(findings, "runs")).singleElement().asString().startsWith("the last copy of jobs failed at");
        assertThat(found(findings, "letters")).singleElement().asString().startsWith("1 dead letters of jobs wait");
    }

    @Test
    void anIndexThatIsNotValidIsToldWithWhatMendsIt() throws Exception {
        // Given
        database.execute("create table twice (id int); insert into twice values (1), (1)");
        database.execute("create index broken on twice (id)");
        database.execute("update pg_index set indisvalid = false where indexrelid = 'broken'::regclass");

        // When
        List<Finding> findings = look();

        // Then
        assertThat(found(findings, "indexes"))
                .containsExactly("the index broken is not valid and is not used | reindex index concurrently broken");
    }

    @Test
    void aServerThatDoesNotAnswerAndAFolderThatIsOpenToAllAreFindings() throws Exception {
        // Given
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Doctor doctor = new Doctor(
                () -> {
                    throw new SQLException("the connection was refused", "08001");
                },
                folder);

        // When
        List<Finding> findings = doctor.look();

        // Then
        assertThat(found(findings, "server")).singleElement().asString().contains("the connection was refused");
        assertThat(found(findings, "rights")).singleElement().asString().contains("chmod o-rwx");
    }
}
