package recovery.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.Json;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.DatabaseAddress;
import postgres.replication.ServerAddress;

class BaseBackupsTest {

    private final BackupLab lab = new BackupLab();

    @AfterEach
    void clear() throws Exception {
        lab.close();
    }

    @Test
    @Tag("every-postgres")
    void oneThatIsTakenIsWholeAndCanBeVerified() throws Exception {
        // Given
        lab.execute("create table kept as select n, repeat('x', 100) from generate_series(1, 1000) n");

        // When
        RunEnd end = lab.baseBackups().take(BackupLab.request());

        // Then
        String id = end.detail().get("baseBackup").asText();
        assertThat(lab.names()).containsExactly(id);
        BackupManifest manifest = lab.repository.find(id).manifest();
        assertThat(manifest.start()).isLessThan(manifest.stop());
        assertThat(manifest.server().systemIdentifier())
                .isEqualTo(lab.value("select system_identifier from pg_control_system()"));
        RunEnd verified = lab.verify(id);
        assertThat(verified.detail().get("faults")).isEmpty();
        assertThat(verified.state()).isEqualTo(RunState.DONE);
        assertThat(verified.detail().get("checkedFiles").asInt()).isGreaterThan(500);
        assertThat(lab.repository.find(id).proof().verifiedAt()).isNotNull();
    }

    @Test
    @Tag("every-postgres")
    void itsLogBeginsBeforeItsStartAndEndsBehindItsStop() throws Exception {
        // When
        BackupManifest manifest = lab.taken().manifest();

        // Then
        List<StoredFile> log = manifest.files().stream()
                .filter(file -> file.name().startsWith("wal/"))
                .toList();
        long segment = manifest.server().segmentBytes();
        assertThat(log).isNotEmpty().allMatch(file -> file.unpackedBytes() == segment);
        assertThat(log.get(0).name()).isEqualTo("wal/" + walFile(manifest.startLsn()) + ".zst");
        assertThat(manifest.stop().bytesSince(manifest.start())).isLessThanOrEqualTo(log.size() * segment);
    }

    private String walFile(String lsn) throws Exception {
        return lab.value("select pg_walfile_name('" + lsn + "')");
    }

    @Test
    void theCatalogKnowsTheTablesOfEveryDatabase() throws Exception {
        // Given
        lab.execute("create schema \"S 1\"", "create table \"S 1\".\"T'1\" (id int primary key, t text)");
        String oid = lab.value("select '\"S 1\".\"T''1\"'::regclass::oid");
        String file = lab.value("select pg_relation_filenode('\"S 1\".\"T''1\"'::regclass)");

        // When
        StoredBackup backup = lab.taken();

        // Then
        ServerCatalog catalog;
        try (InputStream in =
                new ZstdInputStream(Files.newInputStream(backup.folder().resolve("catalog.json.zst")))) {
            catalog = Json.mapper().readValue(in, ServerCatalog.class);
        }
        ServerCatalog.Database database = catalog.databases().stream()
                .filter(each -> lab.url.endsWith("/" + each.name()))
                .findFirst()
                .orElseThrow();
        ServerCatalog.Relation table = database.relations().stream()
                .filter(each -> each.name().equals("T'1"))
                .findFirst()
                .orElseThrow();
        assertThat(table.schema()).isEqualTo("S 1");
        assertThat(table.kind()).isEqualTo("r");
        assertThat(table.oid()).isEqualTo(Long.parseLong(oid));
        assertThat(table.file()).isEqualTo(Long.parseLong(file));
        assertThat(database.relations()).anyMatch(each -> each.kind().equals("i") && each.parent() == table.oid());
        assertThat(database.relations()).anyMatch(each -> each.kind().equals("t") && each.parent() == table.oid());
        assertThat(catalog.databases()).anyMatch(each -> each.name().equals("template0") && each.unread() != null);
    }

    @Test
    @Tag("every-postgres")
    void aRoleWithoutReplicationIsToldWhatItLacksAndLeavesNothing() throws Exception {
        // Given
        lab.execute("drop role if exists unreplicated", "create role unreplicated login password 'secret'");
        BaseBackups baseBackups = lab.baseBackups(lab.as("unreplicated", "secret"));

        // When
        // Then
        assertThatThrownBy(() -> baseBackups.take(BackupLab.request()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(422);
                    assertThat(refused.problem().detail()).contains("grants the service no replication");
                    assertThat(refused.problem().hint()).contains("pg_hba.conf");
                });
        assertThat(lab.names()).isEmpty();
    }

    @Test
    @Tag("every-postgres")
    void aRoleWithNothingButReplicationMayTakeOne() throws Exception {
        // Given
        lab.execute(
                "drop role if exists only_replicating",
                "create role only_replicating login replication password 'secret'");

        // When
        RunEnd end = lab.baseBackups(lab.as("only_replicating", "secret")).take(BackupLab.request());

        // Then
        assertThat(lab.verify(end.detail().get("baseBackup").asText()).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void aServerThatIsAwayIsToldAsSuch() throws Exception {
        // Given
        ServerAddress nowhere = ServerAddress.of(new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "b"));

        // When
        // Then
        assertThatThrownBy(() -> lab.baseBackups(nowhere).take(BackupLab.request()))
                .isInstanceOfSatisfying(SQLException.class, away -> assertThat(away.getSQLState())
                        .isEqualTo("08001"));
        assertThat(lab.names()).isEmpty();
    }

    @Test
    void oneThatIsCancelledLeavesNothing() throws Exception {
        // Given
        BaseBackupRequest request = BackupLab.request();
        lab.active.open(request.run()).cancel();

        // When
        // Then
        assertThatThrownBy(() -> lab.baseBackups().take(request)).isInstanceOf(ProblemException.class);
        assertThat(lab.names()).isEmpty();
        assertThat(lab.value("select count(*) from pg_replication_slots where slot_name like 'caravanserai_base%'"))
                .isEqualTo("0");
    }

    @Test
    void whatAProcessDidNotFinishIsNoneAndGoesAtTheNextStart() throws Exception {
        // Given
        Path half = Files.createDirectory(lab.folder.resolve(".making-20200101T000000Z-base"));
        Files.writeString(half.resolve("base.tar.zst"), "half of it");
        Path nameless = Files.createDirectory(lab.folder.resolve("20200101T000000Z-base"));
        Files.writeString(nameless.resolve("base.tar.zst"), "no manifest");

        // When
        lab.repository.sweep();

        // Then
        assertThat(half).doesNotExist();
        assertThat(lab.baseBackups().list()).isEmpty();
        assertThatThrownBy(() -> lab.baseBackups().find("20200101T000000Z-base"))
                .hasMessageContaining("there is no");
    }

    @Test
    @Tag("every-postgres")
    void aTablespaceComesInAFileOfItsOwn() throws Exception {
        // Given
        Path place = Files.createTempDirectory("tablespace-");
        lab.execute(
                "create tablespace apart location '" + place + "'",
                "create table apart tablespace apart as select generate_series(1, 1000) n");
        try {
            // When
            StoredBackup backup = lab.taken();

            // Then
            assertThat(backup.manifest().tablespaces())
                    .extracting(BackupManifest.Place::location)
                    .containsExactly(place.toString());
            long oid = backup.manifest().tablespaces().get(0).oid();
            assertThat(backup.manifest().files()).anyMatch(file -> file.name().equals(oid + ".tar.zst"));
            assertThat(lab.verify(backup.id()).detail().get("faults")).isEmpty();
        } finally {
            lab.execute("drop table apart", "drop tablespace apart");
            Files.delete(place);
        }
    }

    @Test
    void noSlotIsLeftBehind() throws Exception {
        // When
        lab.taken();

        // Then
        assertThat(lab.value("select count(*) from pg_replication_slots where slot_name like 'caravanserai_base%'"))
                .isEqualTo("0");
    }

    /** May have the server copied, and no more; its files are readable to whoever runs the tests. */
    private BaseBackups copying() throws Exception {
        boolean old = Integer.parseInt(lab.value("show server_version_num")) < 150000;
        String start = old ? "pg_start_backup(text, boolean, boolean)" : "pg_backup_start(text, boolean)";
        String stop = old ? "pg_stop_backup(boolean, boolean)" : "pg_backup_stop(boolean)";
        lab.execute(
                "do $$ begin create role copying login password 'secret'; exception when duplicate_object then null; end $$",
                "grant pg_read_all_settings to copying",
                "grant execute on function " + start + " to copying",
                "grant execute on function " + stop + " to copying");
        return lab.baseBackups(lab.as("copying", "secret"));
    }

    private void forgetCopying() throws Exception {
        lab.execute("drop owned by copying", "drop role copying");
    }

    @Test
    @Tag("every-postgres")
    void aServerThatGrantsNoReplicationIsCopiedWhereItsFilesCanBeRead() throws Exception {
        // Given
        Path place = Files.createTempDirectory("tablespace-");
        lab.execute(
                "create tablespace apart location '" + place + "'",
                "create table apart tablespace apart as select generate_series(1, 1000) n",
                "create unlogged table unlogged as select generate_series(1, 1000) n",
                "checkpoint");
        String unlogged = lab.value("select pg_relation_filepath('unlogged')");
        try {
            // When
            RunEnd end = copying().take(BackupLab.request());

            // Then
            StoredBackup backup =
                    lab.repository.find(end.detail().get("baseBackup").asText());
            assertThat(lab.verify(backup.id()).detail().get("faults")).isEmpty();
            assertThat(backup.manifest().notes()).anyMatch(note -> note.startsWith("its files were copied"));
            assertThat(backup.manifest().tablespaces()).hasSize(1);
            assertThat(backup.manifest().server().systemIdentifier())
                    .isEqualTo(lab.value("select system_identifier from pg_control_system()"));
            PostgresManifest manifest = PostgresManifest.read(backup.folder().resolve("backup_manifest"));
            assertThat(manifest.isWhole()).isTrue();
            assertThat(manifest.files())
                    .containsKeys("backup_label", "tablespace_map", "global/pg_control", unlogged + "_init")
                    .doesNotContainKeys(unlogged, "postmaster.pid");
        } finally {
            lab.execute("drop table apart", "drop tablespace apart");
            Files.delete(place);
            forgetCopying();
        }
    }

    @Test
    void aPageThatIsNotAsTheServerWroteItFailsACopy() throws Exception {
        // Given
        lab.execute(
                "create table damaged as select n, repeat('x', 100) t from generate_series(1, 1000) n", "checkpoint");
        Path file =
                Path.of(lab.value("show data_directory")).resolve(lab.value("select pg_relation_filepath('damaged')"));
        byte[] whole = Files.readAllBytes(file);
        byte[] bytes = whole.clone();
        bytes[PageChecksum.PAGE * 2 + 5000] ^= 1;
        Files.write(file, bytes);
        try {
            // When
            // Then
            assertThat(lab.value("show data_checksums")).isEqualTo("on");
            BaseBackups copying = copying();
            assertThatThrownBy(() -> copying.take(BackupLab.request()))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(
                                    refused.problem().detail())
                            .contains("damaged pages")
                            .contains("block 2"));
            assertThat(lab.names()).isEmpty();
        } finally {
            Files.write(file, whole);
            forgetCopying();
        }
    }

    @Test
    void whatNobodyComesIntoIsNoNote() throws Exception {
        // When
        StoredBackup backup = lab.taken();

        // Then
        assertThat(backup.manifest().notes()).noneMatch(note -> note.contains("template0"));
    }

    @Test
    void aDiskThatCannotHoldItIsToldBeforeTheFirstFile() throws Exception {
        // Given
        BackupRoom room = new BackupRoom(lab.folder, 1);

        // When
        // Then
        room.require(1);
        assertThatThrownBy(() -> room.require(Long.MAX_VALUE / 2))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        no -> assertThat(no.problem().status()).isEqualTo(507));
    }

    @Test
    void ofWhatChangedAndTheOneBeforeAWholeOneIsMade() throws Exception {
        // Given
        assumeTrue(Integer.parseInt(lab.value("show server_version_num")) >= 170000, "servers tell that from 17 on");
        lab.execute(
                "alter system set summarize_wal = on",
                "select pg_reload_conf()",
                "create table grown as select n, repeat('x', 100) t from generate_series(1, 20000) n",
                "create table shrunk as select n, repeat('x', 100) t from generate_series(1, 20000) n",
                "create table gone as select 1 n");
        try {
            StoredBackup first = lab.taken();
            lab.execute(
                    "update grown set t = 'changed' where n = 10000",
                    "insert into grown select n, 'new' from generate_series(20001, 25000) n",
                    "delete from shrunk where n > 5000",
                    "vacuum shrunk",
                    "drop table gone",
                    "create table made as select generate_series(1, 1000) n");

            // When
            RunEnd end = lab.baseBackups().take(new BaseBackupRequest(RunHeader.next(Door.HTTP), true));
            RunEnd third = lab.baseBackups().take(new BaseBackupRequest(RunHeader.next(Door.HTTP), true));

            // Then
            for (RunEnd each : List.of(end, third)) {
                String id = each.detail().get("baseBackup").asText();
                assertThat(each.detail().get("notes").toString()).contains("and what changed since");
                assertThat(lab.verify(id).detail().get("faults")).isEmpty();
                assertThat(PostgresManifest.read(
                                        lab.repository.find(id).folder().resolve("backup_manifest"))
                                .files()
                                .keySet())
                        .contains(lab.value("select pg_relation_filepath('made')"))
                        .noneMatch(name -> name.contains("INCREMENTAL"));
            }
            assertThat(lab.repository.list())
                    .hasSize(3)
                    .extracting(StoredBackup::id)
                    .contains(first.id());
        } finally {
            lab.execute("alter system reset summarize_wal", "select pg_reload_conf()");
        }
    }

    @Test
    void aServerThatDoesNotTellWhatChangedSendsEverything() throws Exception {
        // Given
        lab.taken();

        // When
        RunEnd end = lab.baseBackups().take(new BaseBackupRequest(RunHeader.next(Door.HTTP), true));

        // Then
        assertThat(end.detail().get("notes").toString()).contains("all files were sent");
        assertThat(lab.verify(end.detail().get("baseBackup").asText()).state()).isEqualTo(RunState.DONE);
    }
}
