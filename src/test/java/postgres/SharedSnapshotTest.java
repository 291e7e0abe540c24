package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class SharedSnapshotTest {

    private final DataSource database = TestServer.dataSource(TestServer.createDatabase());

    @Test
    void whoAdoptsASnapshotSeesWhatItsExporterSees() throws SQLException {
        // Given
        Transactions.run(database, connection -> Query.execute(connection, "create table t as select 1 as id"));
        try (SharedSnapshot exporter = SharedSnapshot.open(database);
                SharedSnapshot other = SharedSnapshot.open(database)) {
            String snapshot = exporter.export();
            Transactions.run(database, connection -> Query.update(connection, "insert into t values (2)"));

            // When
            other.adopt(snapshot);

            // Then
            assertThat(Query.list(other.connection(), "select id from t", row -> row.getInt(1)))
                    .containsExactly(1);
        }
    }

    @Test
    void aTableThatSomebodyHasLockedKeepsNobodyFromExporting() throws SQLException {
        // Given
        Transactions.run(database, connection -> Query.execute(connection, "create table held (id int)"));
        try (Connection holder = database.getConnection();
                SharedSnapshot exporter = SharedSnapshot.open(database)) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table held");

            // When
            boolean locked = exporter.lock(List.of(new TableName("public", "held")));

            // Then
            assertThat(locked).isFalse();
            assertThat(exporter.export()).isNotEmpty();
        }
    }

    @Test
    void aSnapshotWhoseExporterIsGoneMayBeThereAtTheNextTry() throws SQLException {
        // Given
        String snapshot;
        try (SharedSnapshot exporter = SharedSnapshot.open(database)) {
            snapshot = exporter.export();
        }

        try (SharedSnapshot late = SharedSnapshot.open(database)) {
            // When
            var adopting = assertThatThrownBy(() -> late.adopt(snapshot));

            // Then
            adopting.isInstanceOf(SnapshotGoneException.class)
                    .satisfies(e -> assertThat(SqlState.mayPass(e)).isTrue());
        }
    }
}
