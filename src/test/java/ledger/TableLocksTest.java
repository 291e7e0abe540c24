package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.LockMode;
import postgres.Query;
import postgres.TableName;
import postgres.TestServer;

class TableLocksTest {

    private static final TableName TABLE = new TableName("public", "goods");

    private Connection one;
    private Connection other;

    @BeforeEach
    void twoTransactions() throws SQLException {
        String url = TestServer.createDatabase();
        one = TestServer.dataSource(url).getConnection();
        other = TestServer.dataSource(url).getConnection();
        Query.execute(one, "create table goods as select 1 as id");
        one.setAutoCommit(false);
        other.setAutoCommit(false);
    }

    @AfterEach
    void end() throws SQLException {
        one.close();
        other.close();
    }

    @Test
    void severalMayKeepATableAsItIs() throws SQLException {
        // Given
        new TableLocks(one, 50).keepAsItIs(TABLE);

        // When
        new TableLocks(other, 50).keepAsItIs(TABLE);

        // Then
        assertThat(Query.list(
                        one,
                        "select mode from pg_locks where relation = 'goods'::regclass and database = "
                                + "(select oid from pg_database where datname = current_database())",
                        row -> row.getString(1)))
                .containsExactly("ShareLock", "ShareLock");
    }

    @Test
    void whoeverIsInTheWayForTooLongIsAProblemThatNamesTheTable() throws SQLException {
        // Given
        new TableLocks(one, 50).keepWritersOut(TABLE);
        TableLocks locks = new TableLocks(other, 50);

        // When
        var locking = assertThatThrownBy(() -> locks.keepWritersOut(TABLE));

        // Then
        locking.isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().is(ProblemType.LOCKED)).isTrue();
            assertThat(e.problem().detail()).contains("a lock on goods").contains("50 milliseconds");
        });
    }

    @Test
    void aTableThatIsGoneIsNoLock() throws SQLException {
        // Given
        TableLocks locks = new TableLocks(one, 50);

        // When
        var locking = assertThatThrownBy(() -> locks.lock(new TableName("public", "gone"), LockMode.ACCESS_EXCLUSIVE));

        // Then
        locking.isInstanceOf(SQLException.class);
    }

    @Test
    void severalTablesAreLockedByOneStatement() {
        // When
        String statement = LockMode.SHARE_ROW_EXCLUSIVE.lock(List.of(TABLE, new TableName("other", "Ta\"ble")));

        // Then
        assertThat(statement)
                .isEqualTo("lock table \"public\".\"goods\", \"other\".\"Ta\"\"ble\" in share row exclusive mode");
    }
}
