package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that the database would take for something else than was meant, in a real database. */
class UnclearValuesTest {

    @TempDir
    private Path folder;

    private Loads loads;

    @BeforeEach
    void database() throws SQLException, IOException {
        loads = new Loads(folder);
    }

    @Test
    void moneyWithADecimalCommaIsReadAsOtherNumbersAre() throws Exception {
        // Given
        loads.execute("create table paid (id int, m money)");

        // When
        Loads.Loaded loaded = loads.load("paid", "id;m\n1;1.234,50\n2;5,00\n3;€ 1,5\n4;7\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select id, m::numeric from paid order by id"))
                .containsExactly("(1,1234.50)", "(2,5.00)", "(3,1.50)", "(4,7.00)");
        assertThat(loaded.end().detail().at("/values/numbers/columns/m/proof").asText())
                .isEqualTo("1.234,50");
    }

    @Test
    void moneyWhoseCommaMayMeanBothIsAskedAbout() throws Exception {
        // Given
        loads.execute("create table paid (id int, m money)");

        // When
        Loads.Loaded loaded = loads.load("paid", "id;m\n1;1,234\n2;5\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().problem().detail()).contains("column m", "\"1,234\" (line 2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,50", "12,34,567", "1.234,50", "1,2345", ",50", "1.000.000"})
    void moneyIsALetterWhereTheServerWouldOverlookItsMarks(String text) throws Exception {
        // Given
        loads.execute("create table paid (id int, m money)");

        // When
        Loads.Loaded loaded =
                loads.load("paid", "id,m\n1,\"" + text + "\"\n2,\"$1,234,567.50\"\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.line()).isEqualTo(2);
            assertThat(letter.column()).isEqualTo("m");
            assertThat(letter.reason()).contains(text, "decimal=");
        });
        assertThat(loads.rows("select id, m::numeric from paid")).containsExactly("(2,1234567.50)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"A\":1,\"a\":2}", "{\"a\":2,\"A\":1}", "{\" a\":1,\"A\":2,\"t\":\"x\"}"})
    void membersThatMeanOneColumnAreALetterWithBoth(String row) throws Exception {
        // Given
        loads.execute("create table j (a int, t text)");

        // When
        Loads.Loaded loaded =
                loads.load("j", HandMade.utf8('[' + row + ",{\"A\":3}]"), LoadRequest.Format.JSON, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.line()).isEqualTo(1);
            assertThat(letter.values()).hasToString(row);
        });
        assertThat(loads.rows("select a from j")).containsExactly("(3)");
    }

    @Test
    void aDecimalCommaInAnIntervalIsALetterUnlessItWasSaid() throws Exception {
        // Given
        loads.execute("create table took (id int, i interval)");

        // When
        Loads.Loaded unsaid = loads.load("took", "id;i\n1;1,5 h\n2;1 day, 2 hours\n3;1:30\n", LoadOptions.DEFAULT);
        Loads.Loaded said = loads.load("took", "id;i\n4;1,5 h\n", Loads.options("decimal", ","));

        // Then
        assertThat(unsaid.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.column()).isEqualTo("i");
            assertThat(letter.reason()).contains("\"1,5 h\"", "decimal=,");
        });
        assertThat(said.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select * from took order by id"))
                .containsExactly("(2,\"1 day 02:00:00\")", "(3,01:30:00)", "(4,01:30:00)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id;n\n1;1.234\n2;12\n", "id;n\n1;1.234\n2;999.500\n", "id;n\n1;-1.234\n"})
    void aPointThatMayStandBetweenGroupsIsAskedAboutWhereCommasAreUsual(String text) throws Exception {
        // Given
        loads.execute("create table measured (id int, n numeric)");

        // When
        Loads.Loaded unsaid = loads.load("measured", text, LoadOptions.DEFAULT);
        Loads.Loaded points = loads.load("measured", text, Loads.options("decimal", "."));

        // Then
        assertThat(unsaid.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(unsaid.end().problem().detail()).contains("n has \"", "(line 2)", "delimited by ;");
        assertThat(points.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select abs(n) from measured where id = 1")).containsExactly("(1.234)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;1.234;5\n2;0.250;6\n", "1;1.234;0.5\n", "1;1.234;\n2;12.5;\n"})
    void aPointStandsBeforeAFractionWhereAnyValueShowsIt(String rows) throws Exception {
        // Given
        loads.execute("create table measured (id int, n numeric, m numeric)");

        // When
        Loads.Loaded loaded = loads.load("measured", "id;n;m\n" + rows, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select n from measured where id = 1")).containsExactly("(1.234)");
    }

    @Test
    void aPointThatMayStandBetweenGroupsIsFoundHoweverLateItCame() throws Exception {
        // Given
        loads.execute("create table measured (id int, n numeric)");
        StringBuilder text = new StringBuilder("id;n\n");
        for (int i = 0; i < 30_000; i++) {
            text.append(i).append(";7\n");
        }

        // When
        Loads.Loaded loaded = loads.load("measured", text + "30000;1.234\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(loaded.end().problem().detail()).contains("(line 30002)");
    }

    @Test
    void aBackslashThatNoDatabaseWritesIsKept() throws Exception {
        // Given
        loads.execute("create table files (id int, name text, path text)");

        // When
        Loads.Loaded loaded =
                loads.load("files", "1\tAda \\N\tC:\\Users\\new\n2\t\\N\tx\n", Loads.options("header", "absent"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select id, name, path from files order by id"))
                .containsExactly("(1,\"Ada \\\\N\",\"C:\\\\Users\\\\new\")", "(2,,x)");
        assertThat(loaded.end().detail().path("found").toString()).contains("any other backslash is kept");
    }

    @Test
    void whatDatabasesWriteBehindABackslashIsReadAndTheRestIsKept() throws Exception {
        // Given
        loads.execute("create table files (id int, name text)");
        String rows = "1\ta\\tb\n2\t\\N\n".repeat(200);

        // When
        Loads.Loaded loaded = loads.load("files", rows + "3\tAda \\N\n", Loads.options("header", "absent"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select distinct id, name from files where name is not null order by id"))
                .containsExactly("(1,\"a\tb\")", "(3,\"Ada \\\\N\")");
    }

    @Test
    void anotherTableBehindABlankLineIsNoneOfTheFirst() throws Exception {
        // Given
        loads.execute("create table people (id int, name text)");

        // When
        Loads.Loaded two = loads.load("people", "id,name\n1,Ada\n2,Grace\n\nid,city\n9,Rome\n", LoadOptions.DEFAULT);
        Loads.Loaded one = loads.load("people", "id,name\n1,Ada\n\n2,id\n", LoadOptions.DEFAULT);

        // Then
        assertThat(two.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(two.end().problem().detail()).contains("line 5", "another table");
        assertThat(one.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select * from people order by id")).containsExactly("(1,Ada)", "(2,id)");
    }

    @Test
    void aRefusedHeaderTellsHowTheFileWasCut() throws Exception {
        // Given
        loads.execute("create table contacts (name text, city text)");

        // When
        Loads.Loaded refused = loads.load("contacts", "made today\n\nName;Town\nAda;London\n", LoadOptions.DEFAULT);

        // Then
        assertThat(refused.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(refused.end().detail().path("delimiter").asText()).isEqualTo(";");
        assertThat(refused.end().detail().path("encoding").asText()).isEqualTo("UTF-8");
    }

    @Test
    void linesThatAreSkippedMayBeLongerThanWhatIsLookedAt() throws Exception {
        // Given
        loads.execute("create table contacts (name text, city text)");
        String preamble = "nothing of the table, but a long and boring line\n".repeat(3000);

        // When
        Loads.Loaded loaded =
                loads.load("contacts", preamble + "city;name\nLondon;Ada\n", Loads.options("skip", "3000"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select * from contacts")).containsExactly("(Ada,London)");
    }

    @Test
    void moreLinesToSkipThanThereAreIsRefused() throws Exception {
        // Given
        loads.execute("create table contacts (name text, city text)");

        // When
        Loads.Loaded refused = loads.load("contacts", "name,city\nAda,London\n", Loads.options("skip", "5"));
        Loads.Loaded empty = loads.load("contacts", "name,city\n", Loads.options("skip", "1", "header", "absent"));

        // Then
        assertThat(refused.end().problem().detail()).isEqualTo("the file has 2 lines, and skip= passes over 5");
        assertThat(empty.end().state()).isEqualTo(RunState.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"a\":1},{\"a\":2}]\n", "[ {\"a\":1},\n{\"a\":2}]\n"})
    void anArrayOfObjectsIsNoRowOfJsonLines(String text) throws Exception {
        // Given
        loads.execute("create table pairs (a text, b text)");

        // When
        Loads.Loaded refused =
                loads.load("pairs", HandMade.utf8(text), LoadRequest.Format.JSON_LINES, LoadOptions.DEFAULT);

        // Then
        assertThat(refused.end().problem().detail())
                .isEqualTo("the file for pairs is one JSON document, an array of objects");
        assertThat(refused.end().problem().hint()).contains("application/json");
    }

    @Test
    void anArrayWithAnObjectFirstIsARowWhereTheFirstColumnTakesOne() throws Exception {
        // Given
        loads.execute("create table pairs (a jsonb, b text)");

        // When
        loads.load("pairs", HandMade.utf8("[{\"a\":1},\"x\"]\n"), LoadRequest.Format.JSON_LINES, LoadOptions.DEFAULT);

        // Then
        assertThat(loads.rows("select * from pairs")).hasSize(1);
    }
}
