package recovery.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.ProblemException;
import ledger.TestLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Lsn;
import postgres.Query;
import postgres.TestServer;
import recovery.receive.ReceivingLab;
import recovery.receive.WalReceiving;

@Tag("every-postgres")
class IncidentReadingTest {

    private ReceivingLab lab;
    private WalReceiving process;
    private Incidents incidents;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
        TestLedger.migrate(lab.url);
        incidents = new Incidents(TestServer.dataSource(lab.url));
        lab.execute(
                "create table goods (id int primary key)",
                "insert into goods select generate_series(1, 300)",
                "create unlogged table unlogged_goods as select generate_series(1, 50) n",
                "analyze");
        process = lab.process("receive", "on");
        process.look();
        lab.takeBaseBackup();
    }

    @AfterEach
    void end() throws Exception {
        process.close();
        lab.close();
    }

    private IncidentReading reading(String... said) {
        return new IncidentReading(
                lab.log, lab.backups, incidents, lab.settings(said.length == 0 ? Map.of() : Map.of(said[0], said[1])));
    }

    private static void readAll(IncidentReading reading, ReceivingLab lab) throws Exception {
        lab.execute("create table if not exists mark ()", "drop table mark");
        Lsn written = Lsn.parse(lab.value("select pg_current_wal_flush_lsn()"));
        await().until(() -> {
            while (reading.look()) {
                assertThat(reading.progress().trouble()).isNull();
            }
            String to = reading.progress().readTo();
            return to != null && !Lsn.parse(to).isBefore(written);
        });
    }

    private List<String> told() throws Exception {
        return incidents.list(new IncidentQuery(null, null, null, null)).stream()
                .filter(incident -> !"mark".equals(incident.table()))
                .map(incident ->
                        "%s %s %d %s".formatted(incident.kind(), incident.table(), incident.rows(), incident.exact()))
                .toList();
    }

    @Test
    void whatAKilledProcessReadIsToldOnceAndWhatItDidNotReadIsToldToo() throws Exception {
        // Given
        IncidentReading killed = reading();
        lab.execute("delete from goods where id <= 40");
        readAll(killed, lab);
        lab.execute("insert into goods select generate_series(1001, 1100)", "truncate goods");

        // When
        IncidentReading next = reading();
        readAll(next, lab);
        next.close();
        Files.delete(lab.log.folder().resolve("incidents.state"));
        IncidentReading fromTheBackup = reading();
        readAll(fromTheBackup, lab);

        // Then
        assertThat(told()).containsExactly("truncate goods 360 false", "delete goods 40 true");
        fromTheBackup.close();
        killed.close();
    }

    @Test
    void whatCannotBeWrittenDownIsReadAgain() throws Exception {
        // Given
        IncidentReading reading = reading();
        readAll(reading, lab);
        lab.execute("truncate goods", "alter table caravanserai.incident rename to away");

        // When
        assertThatThrownBy(() -> readAll(reading, lab)).hasMessageContaining("incident");
        lab.execute("alter table caravanserai.away rename to incident");
        readAll(reading, lab);

        // Then
        assertThat(told()).containsExactly("truncate goods 300 false");
        reading.close();
    }

    @Test
    void thresholdsAreThoseThatAreSet() throws Exception {
        // Given
        IncidentReading reading = reading("recovery.incidents.min-share", "0.5");

        // When
        lab.execute("delete from goods where id <= 100", "delete from goods where id <= 250");
        readAll(reading, lab);

        // Then
        assertThat(told()).containsExactly("delete goods 150 true");
        reading.close();
    }

    @Test
    void rowsThatWereNeverInTheLogAreToldAsSuch() throws Exception {
        // Given
        IncidentReading reading = reading();

        // When
        lab.execute("truncate unlogged_goods");
        readAll(reading, lab);

        // Then
        List<StoredIncident> found = incidents.list(new IncidentQuery(null, null, "unlogged_goods", null));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).unlogged()).isTrue();
        reading.close();
    }

    private static String running(String run, String detail) {
        return "insert into caravanserai.run (id, kind, subject, door, owner, detail)"
                + " values ('%s', 'sync', 'a flow', 'http', 'here', '%s')".formatted(run, detail);
    }

    private StoredIncident only(String table) throws Exception {
        List<StoredIncident> found = incidents.list(incidents.query(null, table, "truncate"));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void whatARunDidNamesItAndWhatSomebodyElseDidMeanwhileDoesNot() throws Exception {
        // Given
        String run = UUID.randomUUID().toString();
        IncidentReading reading = reading();
        lab.execute("create table other_goods as select generate_series(1, 10) n");

        // When
        lab.execute(
                running(run, "{\"tables\": [\"goods\", \"other_goods\"]}"),
                "truncate other_goods",
                "begin; truncate goods; update caravanserai.run set state = 'done', ended_at = clock_timestamp()"
                        + " where id = '%s'; commit".formatted(run));
        readAll(reading, lab);

        // Then
        assertThat(only("goods").run()).isEqualTo(UUID.fromString(run));
        assertThat(only("goods").own()).isTrue();
        assertThat(only("goods").alarms()).isFalse();
        assertThat(only("other_goods").run()).isNull();
        assertThat(only("other_goods").alarms()).isTrue();
        reading.close();
    }

    @Test
    void whatARunDidInAnotherDatabaseIsKnownByItsTables() throws Exception {
        // Given
        String run = UUID.randomUUID().toString();
        String other = TestServer.createDatabaseApart();
        IncidentReading reading = reading();
        Connection connection = TestServer.dataSource(other).getConnection();
        Query.execute(connection, "create table copied as select generate_series(1, 10) n");
        Query.execute(connection, "create table theirs as select generate_series(1, 10) n");

        // When
        lab.execute(running(run, "{}"));
        Query.execute(connection, "truncate copied");
        Query.execute(connection, "truncate theirs");
        readAll(reading, lab);
        StoredIncident meanwhile = only("copied");
        lab.execute("update caravanserai.run set state = 'done', ended_at = clock_timestamp(),"
                + " detail = '{\"tables\": [{\"table\": \"copied\"}]}' where id = '%s'".formatted(run));
        readAll(reading, lab);

        // Then
        assertThat(meanwhile.run()).isNull();
        assertThat(only("copied").run()).isEqualTo(UUID.fromString(run));
        assertThat(only("theirs").run()).isNull();
        connection.close();
        reading.close();
    }

    @Test
    void anIncidentIsLeftAloneAndOneThatIsNotThereIsNotFound() throws Exception {
        // Given
        IncidentReading reading = reading();
        lab.execute("truncate goods");
        readAll(reading, lab);
        StoredIncident open = incidents
                .list(incidents.query(null, "public.goods", "truncate"))
                .get(0);

        // When
        StoredIncident left = incidents.change(open.id(), "left");
        lab.execute("update caravanserai.incident set state = 'put-back'");

        // Then
        assertThat(open.state()).isEqualTo("open");
        assertThat(left.state()).isEqualTo("left");
        assertThatThrownBy(() -> incidents.change(open.id(), "open"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("were put back");
        assertThatThrownBy(() -> incidents.change(UUID.randomUUID(), "open"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is no incident");
        reading.close();
    }
}
