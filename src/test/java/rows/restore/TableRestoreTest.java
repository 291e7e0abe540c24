package rows.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import ledger.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.SessionSettings;
import postgres.TableName;
import postgres.TestServer;
import rows.TableCopy;

class TableRestoreTest {

    private static final TableName PARENT = new TableName("public", "parent");
    private static final TableName CHILD = new TableName("public", "child");
    private static final TableName PARENT2 = new TableName("public", "parent2");
    private static final TableName CHILD2 = new TableName("public", "child2");

    private Connection connection;
    private TableCopy parent;
    private TableCopy child;

    @BeforeEach
    void twoTables() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
        Query.execute(
                connection,
                "create table parent (id serial primary key, name text not null check (name <> ''));"
                        + "create index parent_by_name on parent (name);"
                        + "create table child (id int primary key, parent int references parent);"
                        + "insert into parent (name) values ('one'), ('two'); insert into child values (1, 2)");
        connection.setAutoCommit(false);
        parent = TableCopy.of(connection, PARENT);
        child = TableCopy.of(connection, CHILD);
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
    }

    @Test
    void aTableThatIsGoneComesBackWithAllThatIsItsOwn() throws Exception {
        // Given
        Query.execute(connection, "drop table public.child, public.parent");

        // When
        String hash = TableRestore.make(connection, parent, PARENT, TableRestore.Extent.WHOLE);
        TableRestore.make(connection, child, CHILD, TableRestore.Extent.WHOLE);
        TableRestore.connect(connection, parent);
        TableRestore.connect(connection, child);

        // Then
        assertThat(hash).isEqualTo(parent.contentHash());
        assertThat(members("parent")).containsExactly("parent_by_name", "parent_name_check", "parent_pkey");
        assertThat(members("child")).containsExactly("child_parent_fkey", "child_pkey");
        assertThat(texts("insert into parent (name) values ('three') returning id::text"))
                .containsExactly("3");
    }

    @Test
    void theRowsAloneComeWithoutKeysAndIndexes() throws Exception {
        // When
        TableRestore.make(connection, parent, PARENT2, TableRestore.Extent.ROWS);

        // Then
        assertThat(texts("select name from parent2 order by 1")).containsExactly("one", "two");
        assertThat(members("parent2")).isEmpty();
    }

    @Test
    void copiesMadeTogetherPointToEachOther() throws Exception {
        // Given
        TableRestore.make(connection, parent, PARENT2, TableRestore.Extent.STANDING_ALONE);
        TableRestore.make(connection, child, CHILD2, TableRestore.Extent.STANDING_ALONE);

        // When
        List<String> notes = TableRestore.connectCopy(connection, child, Map.of(PARENT, PARENT2, CHILD, CHILD2));

        // Then
        assertThat(notes).isEmpty();
        assertThat(texts("select confrelid::regclass::text from pg_constraint where conrelid = 'child2'::regclass"
                        + " and contype = 'f'"))
                .containsExactly("parent2");
    }

    @Test
    void aForeignKeyThatTheCopiedRowsBreakIsANote() throws Exception {
        // Given
        TableRestore.make(connection, parent, PARENT2, TableRestore.Extent.STANDING_ALONE);
        TableRestore.make(connection, child, CHILD2, TableRestore.Extent.STANDING_ALONE);
        Query.update(connection, "delete from public.parent2 where id = 2");

        // When
        List<String> notes = TableRestore.connectCopy(connection, child, Map.of(PARENT, PARENT2, CHILD, CHILD2));

        // Then
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("child2 lacks its foreign key")
                .doesNotContain("\n");
        assertThat(texts("select id::text from child2")).containsExactly("1");
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        // When
        var making = assertThatThrownBy(
                () -> TableRestore.make(connection, parent, CHILD, TableRestore.Extent.STANDING_ALONE));

        // Then
        making.isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().is(ProblemType.CONFLICT)).isTrue());
    }

    @Test
    void rowsThatAreNotThoseThatWereKeptAreRefused() throws Exception {
        // Given
        Query.update(connection, "update " + parent.place() + " set name = 'altered' where id = 1");

        // When
        var making = assertThatThrownBy(() -> TableRestore.make(connection, parent, PARENT2, TableRestore.Extent.ROWS));

        // Then
        making.isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().is(ProblemType.NOT_EQUAL)).isTrue());
    }

    private List<String> members(String table) throws SQLException {
        return texts("select conname::text from pg_constraint where conrelid = '" + table
                + "'::regclass and contype <> 'n' union select indexrelid::regclass::text from pg_index where indrelid = '"
                + table + "'::regclass order by 1");
    }

    private List<String> texts(String sql) throws SQLException {
        SessionSettings.ordinaryNames(connection);
        return Query.list(connection, sql, row -> row.getString(1));
    }
}
