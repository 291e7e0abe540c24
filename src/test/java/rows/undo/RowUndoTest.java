package rows.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.SessionSettings;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;
import rows.change.BeforeImages;
import rows.change.RowChanges;
import rows.change.RowChoice;
import rows.change.RowRestore;

class RowUndoTest {

    private static final TableName LIVE = new TableName("public", "live");

    @Test
    void rowsThatGotTheirUniqueValuesBackAreSwappedAgain() throws Exception {
        try (Connection connection =
                TestServer.dataSource(TestServer.createDatabase()).getConnection()) {
            // Given
            connection.setAutoCommit(false);
            Query.execute(
                    connection,
                    "create schema caravanserai_kept; create table live (id int primary key, name text unique);"
                            + " insert into live values (1, 'a'), (2, 'b'), (3, 'c')");
            UUID run = UUID.randomUUID();
            TableCopy source = TableCopy.of(connection, LIVE);
            Query.execute(
                    connection,
                    "update public.live set name = 'for now' where id = 1; update public.live set name = 'a' where id = 2;"
                            + " update public.live set name = 'b' where id = 1");
            RowRestore restore = RowRestore.of(
                    connection,
                    run,
                    RowChoice.CHANGED,
                    null,
                    source,
                    Catalog.exact(connection, LIVE).orElseThrow());
            BeforeImages before = BeforeImages.before(connection, run, 0, restore, false);
            SessionSettings.ordinaryNames(connection);
            new RowChanges(connection, List.of(restore)).apply();
            before.after(connection);

            // When
            long changedBack = RowUndo.of(connection, before).changeBack();

            // Then
            assertThat(changedBack).isEqualTo(2);
            assertThat(Query.list(connection, "select name from public.live order by id", row -> row.getString(1)))
                    .containsExactly("b", "a", "c");
            connection.rollback();
        }
    }
}
