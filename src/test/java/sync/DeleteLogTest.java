package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;

/** What goes from a table on the source in less common ways. */
@Tag("every-postgres")
class DeleteLogTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("things").with(SyncSettings.Deletes.LOG);
        two.both("create table things (id int primary key, updated_at timestamptz) partition by range (id)");
        two.both("create table low partition of things for values from (0) to (100)");
        two.source("insert into things select i, now() from generate_series(1, 99) i");
        two.install(true);
        two.sync();
        two.both("create table high partition of things for values from (100) to (200)");
        two.source("insert into things select i, now() from generate_series(100, 199) i");
        two.sync();
        two.settle();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void same() throws SQLException {
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
    }

    @Test
    void aTruncateOfAPartitionThatWasMadeLaterIsApplied() throws SQLException {
        // Given
        two.source("truncate high");

        // When
        two.sync();

        // Then
        same();
    }

    @Test
    void aTruncateOfAPartitionIsLoggedOnceTheLogIsInstalledAgain() throws SQLException {
        // Given
        two.install(true);
        two.source("truncate high");

        // When
        two.sync();

        // Then
        same();
        assertThat(whole()).isEqualTo("1");
    }

    @Test
    void whatAReplicationRemovesIsLogged() throws SQLException {
        // Given
        two.install(true);
        try (Connection replica = two.anotherSource()) {
            Query.execute(replica, "set session_replication_role = replica");
            Query.execute(replica, "delete from things where id in (1, 101)");
            Query.execute(replica, "truncate high");
        }

        // When
        two.sync();

        // Then
        same();
        assertThat(whole()).isEqualTo("1");
    }

    @Test
    void nothingStaysBehindWhateverBecameOfTheTables() throws SQLException {
        // Given
        two.install(true);
        two.source("alter table things detach partition high; create schema other; alter table high set schema other;"
                + " alter table other.high rename to tall; alter table things rename to objects");

        // When
        two.install(false);

        // Then
        assertThat(two.sourceValue("select count(*) from pg_trigger where not tgisinternal"))
                .isEqualTo("0");
        assertThat(two.sourceValue("select to_regnamespace('caravanserai_sync') is null"))
                .isEqualTo("t");
    }

    @Test
    void aLogThatIsInstalledAgainIsOfThePartitionsThatThereAre() throws SQLException {
        // Given
        two.install(true);
        two.source("alter table things detach partition high");

        // When
        two.install(true);

        // Then
        two.source("truncate high; delete from things where id = 5");
        assertThat(whole()).isEqualTo("0");
    }

    @Test
    void whatASyncToTheSameDatabaseKeepsStays() throws SQLException {
        // Given
        two.source("create table caravanserai_sync.tick (flow text primary key)");

        // When
        two.install(false);

        // Then
        assertThat(two.sourceValue("select to_regclass('caravanserai_sync.tick')"))
                .isNotNull();
    }

    private String whole() throws SQLException {
        String log =
                two.sourceValue("select oid::regclass from pg_class where relname like 'gone\\_%' and relkind = 'r'");
        return two.sourceValue("select count(*) from " + log + " where whole");
    }
}
