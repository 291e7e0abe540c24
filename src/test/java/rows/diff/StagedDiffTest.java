package rows.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.sql.Connection;
import java.util.List;
import ledger.Json;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Catalog;
import postgres.TableName;
import rows.TableCopy;
import snapshot.Database;

@Tag("every-postgres")
class StagedDiffTest {

    private static final TableName LIVE = new TableName("public", "live");

    private Database database;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        database = new Database();
        connection = database.connection;
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws Exception {
        connection.rollback();
        database.close();
    }

    private RowSource keep(boolean buckets, String selection) throws Exception {
        return TableCopy.of(connection, LIVE, buckets, selection != null);
    }

    private RowSource keep() throws Exception {
        return keep(true, null);
    }

    private StagedDiff compare(RowSource contents) throws Exception {
        return StagedDiff.of(
                connection, contents, Catalog.exact(connection, LIVE).orElseThrow());
    }

    private TableDiff diff(RowSource contents) throws Exception {
        return compare(contents).diff(100);
    }

    private static List<Long> counts(TableDiff diff) {
        return List.of(diff.missing(), diff.changed(), diff.added(), diff.same());
    }

    private static List<String> sample(TableDiff diff) {
        return diff.sample().stream()
                .map(row -> row.kind() + row.key() + row.columns())
                .toList();
    }

    private void fill() throws Exception {
        database.execute("create table live (id int primary key, t text, n numeric)");
        database.execute("insert into live select i, 't' || i, i from generate_series(1, 1000) i");
    }

    private void damage() throws Exception {
        database.execute("set local search_path to default");
        database.execute("delete from live where id in (3, 500)");
        database.execute("update live set t = null where id = 7");
        database.execute("update live set t = '', n = 8.0 where id = 8");
        database.execute("insert into live values (1001, 'new', null)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyRowIsMissingChangedAddedOrTheSame(boolean buckets) throws Exception {
        // Given
        fill();
        RowSource contents = keep(buckets, null);
        damage();

        // When
        TableDiff diff = diff(contents);

        // Then
        assertThat(counts(diff)).containsExactly(2L, 2L, 1L, 996L);
        assertThat(sample(diff))
                .containsExactly(
                        "missing{\"id\":3}[t, n]",
                        "changed{\"id\":7}[t]",
                        "changed{\"id\":8}[t, n]",
                        "missing{\"id\":500}[t, n]",
                        "added{\"id\":1001}[t]");
    }

    @Test
    void rowsThatAreAsTheyWereAreNoDifference() throws Exception {
        // Given
        fill();
        RowSource contents = keep();
        database.execute("update public.live set t = t");

        // When
        StagedDiff comparison = compare(contents);

        // Then
        assertThat(counts(comparison.diff())).containsExactly(0L, 0L, 0L, 1000L);
        assertThat(comparison.changedColumns()).isEmpty();
    }

    @Test
    void ofChosenRowsNobodyKnowsWhichAreNew() throws Exception {
        // Given
        fill();
        database.execute("delete from live where id > 10");
        RowSource contents = keep(true, "id <= 10");
        damage();

        // When
        TableDiff diff = diff(contents);

        // Then
        assertThat(counts(diff)).containsExactly(1L, 2L, 0L, 7L);
    }

    @Test
    void theSampleIsNoLongerThanWasAskedFor() throws Exception {
        // Given
        fill();
        RowSource contents = keep();
        damage();

        // When
        TableDiff diff = compare(contents).diff(2);

        // Then
        assertThat(sample(diff)).containsExactly("missing{\"id\":3}[t, n]", "changed{\"id\":7}[t]");
        assertThat(diff.changed()).isEqualTo(2);
    }

    @Test
    void onlyTheRowsOfKeysThatWereAskedForCount() throws Exception {
        // Given
        fill();
        RowSource contents = keep();
        damage();

        // When
        StagedDiff comparison = compare(contents);
        comparison.only(KeyList.read(Json.read("[3, 8, 9, 1001, 5000]"), List.of("id")));

        // Then
        assertThat(counts(comparison.diff())).containsExactly(1L, 1L, 1L, 1L);
        assertThat(comparison.changedColumns()).containsExactly(entry("n", 1L), entry("t", 1L));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "lost column    ~ alter table public.live drop column t                       ~ 0 ~ [t] ~ []  ~ []",
                "gained column  ~ alter table public.live add column g int default 5          ~ 0 ~ []  ~ [g] ~ []",
                "computed now   ~ alter table public.live drop column t, add column t text generated always as ('x') stored ~ 0 ~ [t] ~ [] ~ []",
                "wider key      ~ alter table public.live alter column id type bigint         ~ 0 ~ []  ~ []  ~ [id]",
                "another scale  ~ alter table public.live alter column n type numeric(9, 3)   ~ 0 ~ []  ~ []  ~ [n]",
                "lost decimals  ~ update public.live set n = n + 0.5 where id < 4; alter table public.live alter column n type int ~ 3 ~ [] ~ [] ~ [n]",
                "shorter text   ~ alter table public.live alter column t type varchar(3) using left(t, 3) ~ 901 ~ [] ~ [] ~ [t]",
            })
    void aTableThatIsAnotherNowIsComparedByWhatBothHave(
            String kind, String change, int changed, String lost, String gained, String retyped) throws Exception {
        // Given
        fill();
        RowSource contents = keep();

        // When
        database.execute(change);
        TableDiff diff = diff(contents);

        // Then
        assertThat(counts(diff)).containsExactly(0L, (long) changed, 0L, 1000L - changed);
        assertThat(diff.lostColumns()).hasToString(lost);
        assertThat(diff.gainedColumns()).hasToString(gained);
        assertThat(diff.retypedColumns()).hasToString(retyped);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "composite ~ a text, b date, v int, primary key (b, a) ~ ('x', '2024-01-01', 1), ('x', '2024-01-02', 2) ~ {\"b\":\"2024-01-02\",\"a\":\"x\"}",
                "text      ~ a text primary key, v int                 ~ ('O''Neill \"', 1), ('', 2)                    ~ {\"a\":\"\"}",
                "extremes  ~ a bigint primary key, v int               ~ (-9223372036854775808, 1), (9223372036854775807, 2) ~ {\"a\":9223372036854775807}",
                "odd names ~ \"a b\" int primary key, v int            ~ (1, 1), (2, 2)                                ~ {\"a b\":2}",
            })
    void rowsAreToldApartByKeysOfEveryKind(String kind, String columns, String rows, String key) throws Exception {
        // Given
        database.execute("create table live (" + columns + ")");
        database.execute("insert into live values " + rows);
        RowSource contents = keep();

        // When
        database.execute("update public.live set v = 3 where v = 2");
        TableDiff diff = diff(contents);

        // Then
        assertThat(counts(diff)).containsExactly(0L, 1L, 0L, 1L);
        assertThat(sample(diff)).containsExactly("changed" + key + "[v]");
    }

    @Test
    void keysThatAreOnlyEqualAreAChange() throws Exception {
        // Given
        database.execute("create table live (k numeric primary key)");
        database.execute("insert into live values (1.0), (2)");
        RowSource contents = keep();

        // When
        database.execute("update public.live set k = 1.00 where k = 1");
        TableDiff diff = diff(contents);

        // Then
        assertThat(counts(diff)).containsExactly(0L, 1L, 0L, 1L);
        assertThat(diff.sample().get(0).columns()).containsExactly("k");
    }

    @Test
    void rowsOfTablesThatInheritAreNotTheTablesOwn() throws Exception {
        // Given
        fill();
        RowSource contents = keep();

        // When
        database.execute("create table public.heir () inherits (public.live)");
        database.execute("insert into public.heir values (2000, 'heir', 1)");

        // Then
        assertThat(counts(diff(contents))).containsExactly(0L, 0L, 0L, 1000L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "no key now    ~ alter table public.live drop constraint live_pkey ~ has no primary key",
                "another key   ~ alter table public.live drop constraint live_pkey, add primary key (n) ~ the primary key of live is [n] now and was [id]",
                "a key of text ~ alter table public.live alter column id type text ~ has another type now",
            })
    void aTableWhoseRowsCannotBeToldApartIsRefused(String kind, String change, String reason) throws Exception {
        // Given
        fill();
        RowSource contents = keep();
        database.execute(change);

        // When, Then
        assertThatThrownBy(() -> diff(contents))
                .isInstanceOf(ProblemException.class)
                .satisfies(refused -> assertThat(
                                ((ProblemException) refused).problem().detail())
                        .contains(reason));
    }

    @Test
    void aViewIsAViewAndNoTableWithoutAKey() throws Exception {
        // Given
        fill();
        RowSource contents = keep();
        database.execute("alter table public.live rename to old; create view public.live as select * from public.old");

        // When, Then
        assertThatThrownBy(() -> compare(contents))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("live is a view now and no table");
    }
}
