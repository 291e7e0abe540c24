package rows.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import ledger.DeadLetter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.Table;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;

class RowChangesTest {

    private static final TableName LIVE = new TableName("public", "live");

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        connection.setAutoCommit(false);
        execute("create table live (id int primary key, name text unique, size int)");
        execute("insert into live select i, 'n' || i, i from generate_series(1, 6) i");
    }

    @AfterEach
    void close() throws Exception {
        connection.rollback();
        connection.close();
    }

    private void execute(String sql) throws Exception {
        SessionSettings.ordinaryNames(connection);
        Query.execute(connection, sql);
    }

    private RowRestore restore(TableCopy source, RowChoice choice) throws Exception {
        Table live = Catalog.exact(connection, LIVE).orElseThrow();
        RowRestore restore = RowRestore.of(connection, UUID.randomUUID(), choice, null, source, live);
        SessionSettings.ordinaryNames(connection);
        new RowChanges(connection, List.of(restore)).apply();
        return restore;
    }

    private List<String> names() throws Exception {
        return Query.list(
                connection, "select coalesce(name, 'none') from public.live order by id", row -> row.getString(1));
    }

    private void swap() throws Exception {
        execute("update live set name = 'for now' where id = 1");
        execute("update live set name = 'n1' where id = 2");
        execute("update live set name = 'n2' where id = 1");
    }

    @Test
    void rowsThatSwappedAUniqueValueArePutBack() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(restored.updated()).isEqualTo(2);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aMissingRowGetsItsUniqueValueBackFromTheOneThatTookIt() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("delete from live where id = 3");
        execute("update live set name = 'n3' where id = 4");

        // When
        RowRestore restored = restore(source, RowChoice.ALL);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(restored.inserted()).isEqualTo(1);
        assertThat(restored.updated()).isEqualTo(1);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aSwapIsPutBackBesideARowThatIsNot() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        swap();
        execute("update live set size = 60 where id in (5, 6)");
        execute("alter table live add check (size <> 6)");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).extracting(DeadLetter::sqlstate).containsExactly("23514");
        assertThat(restored.updated()).isEqualTo(3);
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
    }

    @Test
    void aUniqueValueThatANewRowHasStaysWithIt() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("update live set name = null where id = 1");
        execute("insert into live values (7, 'n1', 7)");

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).extracting(DeadLetter::sqlstate).containsExactly("23505");
        assertThat(names()).containsExactly("none", "n2", "n3", "n4", "n5", "n6", "n1");
    }

    @Test
    void valuesOfColumnsThatCameLaterAreKeptInASwap() throws Exception {
        // Given
        TableCopy source = TableCopy.of(connection, LIVE);
        execute("alter table live add note text");
        execute("update live set note = 'mine' where id = 1");
        swap();

        // When
        RowRestore restored = restore(source, RowChoice.CHANGED);

        // Then
        assertThat(restored.letters()).isEmpty();
        assertThat(names()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
        assertThat(Query.list(connection, "select note from public.live where id = 1", row -> row.getString(1)))
                .containsExactly("mine");
    }
}
