package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are made for what is to go into them, in a real database. */
class MadeTablesTest {

    @TempDir
    private Path folder;

    private Loads loads;

    @BeforeEach
    void database() throws SQLException, IOException {
        loads = new Loads(folder);
    }

    @Test
    void namesThatAreInventedAreToldAndTheirFieldsLoaded() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t03b", "a,a,b\n1,2,3\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("t03b")).containsExactly("a bigint", "a_2 bigint", "b bigint");
        assertThat(loads.rows("select * from t03b")).containsExactly("(1,2,3)");
        assertThat(loaded.end().detail().path("made"))
                .hasToString("[{\"column\":\"a\",\"type\":\"bigint\"},"
                        + "{\"column\":\"a_2\",\"type\":\"bigint\",\"header\":\"a\"},"
                        + "{\"column\":\"b\",\"type\":\"bigint\"}]");
    }

    @Test
    void aTableForWhichEveryRowIsRejectedIsNotMade() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "a,b\n1\n2\n", Loads.options("create", "true"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.REJECTED);
        assertThat(loaded.end().detail().path("notMade").asText()).isEqualTo("t");
        assertThat(loaded.letters()).hasSize(2);
        assertThat(loads.columns("t")).isEmpty();
        assertThat(loads.load("t", "a,b\n1,2\n", Loads.options("create", "true"))
                        .end()
                        .state())
                .isEqualTo(RunState.DONE);
    }

    @Test
    void recordsOfDelimitersAloneAreNoRowsAndASumBehindThemIsNone() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "a,b\nx,1\n,\ny,2\n,\nTotal,3\n", Loads.options("create", "true"));

        // Then
        assertThat(loads.rows("select * from t")).containsExactly("(x,1)", "(y,2)");
        assertThat(loaded.end().detail().path("blankRecords").asInt()).isEqualTo(2);
        assertThat(loaded.end().detail().at("/left/0/text").asText()).isEqualTo("Total,3");
    }

    @Test
    void aRefusedLoadTellsOfNoTableThatItMade() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "a,b\n1,2\n\na,b\n3,4\n", Loads.options("create", "true"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(loaded.end().detail().has("made")).isFalse();
        assertThat(loads.columns("t")).isEmpty();
    }

    @Test
    void columnsThatNothingNamesAreToldOf() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "1.5,x\n2,y\n3,z\n4,a\n", Loads.options("create", "true"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select * from t")).containsExactly("(1.5,x)", "(2,y)", "(3,z)", "(4,a)");
        assertThat(loaded.end().detail().path("header").asBoolean()).isFalse();
        assertThat(loaded.end().detail().path("found").toString()).contains("the first record is a row");
    }

    @Test
    void aRowOfJsonOnEveryLineMakesATableAsABodyDoes() throws Exception {
        // Given
        String lines = "{\"id\":1,\"name\":\"Ada\",\"born\":\"1815-12-10\"}\nno row\n\n"
                + "{\"id\":2.5,\"name\":\"Bob\",\"tags\":[\"x\"]}\n[1]\n";

        // When
        Loads.Loaded loaded =
                loads.load("t", HandMade.utf8(lines), LoadRequest.Format.JSON_LINES, Loads.options("create", "true"));

        // Then
        assertThat(loads.columns("t")).containsExactly("id numeric", "name text", "born date", "tags jsonb");
        assertThat(loads.rows("select * from t order by id"))
                .containsExactly("(1,Ada,1815-12-10,)", "(2.5,Bob,,\"[\"\"x\"\"]\")");
        assertThat(loaded.letters()).hasSize(2);
        assertThat(loaded.end().detail().path("made")).hasSize(4);
    }

    @Test
    void arraysOfJsonMakeATableWhoseColumnsAreSaid() throws Exception {
        // When
        loads.load(
                "t",
                HandMade.utf8("[1,\"x\",true]\n[2,\"y\",null]\n"),
                LoadRequest.Format.JSON_LINES,
                Loads.options("create", "true", "columns", "id,-,sure"));

        // Then
        assertThat(loads.columns("t")).containsExactly("id bigint", "sure boolean");
        assertThat(loads.rows("select * from t order by id")).containsExactly("(1,t)", "(2,)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2]\n", "\n", "no row\n", "{}\n", "{\"\":1}\n"})
    void linesThatNameNoColumnsMakeNoTable(String text) throws Exception {
        // When
        Loads.Loaded loaded =
                loads.load("t", HandMade.utf8(text), LoadRequest.Format.JSON_LINES, Loads.options("create", "true"));

        // Then
        assertThat(loaded.end().problem().detail()).startsWith("cannot make table t: ");
        assertThat(loads.columns("t")).isEmpty();
    }

    @Test
    void aHeaderThatTwoDelimitersCutAsWellMakesNoTable() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("people", "Last, First\tAge\nDoe, John\t5\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().problem().detail()).startsWith("the file may be cut by ,");
        assertThat(loads.columns("people")).isEmpty();
    }

    @Test
    void ofDelimitersThatCutAsEvenlyTheOneThatFindsMoreIsTaken() throws Exception {
        // When
        loads.load("sizes", "id;name;size, cm\n1;x;1,5\n2;y;2,5\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loads.columns("sizes")).containsExactly("id bigint", "name text", "size, cm text");
    }

    @Test
    void arraysOfJsonMakeATableOfColumnsThatWereSaid() throws Exception {
        // Given
        byte[] rows = HandMade.utf8("[[1,\"x\"]]");

        // When
        Loads.Loaded unsaid = loads.load("pairs", rows, LoadRequest.Format.JSON, LoadOptions.DEFAULT);
        Loads.Loaded said = loads.load("pairs", rows, LoadRequest.Format.JSON, Loads.options("columns", "a,b"));

        // Then
        assertThat(unsaid.end().problem().detail()).isEqualTo("row 1 is an array, and nothing names its columns");
        assertThat(unsaid.end().problem().hint()).contains("columns=");
        assertThat(said.end().rows().loaded()).isEqualTo(1);
    }

    @Test
    void yearsAreColumns() throws Exception {
        // When
        loads.load("t03g", "country,2019,2020,2021\nDE,1,2,3\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loads.rows("select country, \"2019\", \"2020\", \"2021\" from t03g"))
                .containsExactly("(DE,1,2,3)");
    }

    @Test
    void aTelephoneKeepsItsPlus() throws Exception {
        // When
        loads.load("t20", "id,phone\n1,+4930123456\n2,+33140205050\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loads.columns("t20")).containsExactly("id bigint", "phone text");
        assertThat(loads.rows("select * from t20")).containsExactly("(1,+4930123456)", "(2,+33140205050)");
    }

    @Test
    void aGapInQuotesIsNullWhereTheColumnIsNoText() throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "n,t\n1,\"\"\n\"\",x\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("t")).containsExactly("n bigint", "t text");
        assertThat(loads.rows("select n, t, t is null from t")).containsExactly("(1,\"\",f)", "(,x,f)");
    }

    @Test
    void fieldsThatAreToldToGoElsewhereOrNowhereMakeThatTable() throws Exception {
        // When
        loads.load("renamed", "Name,-,x\nAda,1,2\n", Loads.options("map", "name:who", "map", "x:-"));
        loads.load("told", "1,2,Ada\n3,4,Bob\n", Loads.options("header", "absent", "columns", "id,-,who"));

        // Then
        assertThat(loads.columns("renamed")).containsExactly("who text", "- bigint");
        assertThat(loads.rows("select * from renamed")).containsExactly("(Ada,1)");
        assertThat(loads.columns("told")).containsExactly("id bigint", "who text");
        assertThat(loads.rows("select * from told")).containsExactly("(1,Ada)", "(3,Bob)");
    }

    @Test
    void aJsonBodyMakesATableAsAFileDoes() throws Exception {
        // Given
        String body =
                """
                [{"id": 1, "code": "007", "price": 1.50, "born": "2001-02-03", "ok": true, "tags": [1, "x"], "mixed": 1},
                 {"id": 9007199254740993, "price": 2, "tags": "plain", "mixed": "a", "gap": null}]""";

        // When
        Loads.Loaded loaded = loads.load("t", HandMade.utf8(body), LoadRequest.Format.JSON, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("t"))
                .containsExactly(
                        "id bigint",
                        "code text",
                        "price numeric",
                        "born date",
                        "ok boolean",
                        "tags jsonb",
                        "mixed text",
                        "gap text");
        assertThat(loads.rows("select id, code, price, born, ok, mixed, tags from t"))
                .containsExactly(
                        "(1,007,1.50,2001-02-03,t,1,\"[1, \"\"x\"\"]\")",
                        "(9007199254740993,,2,,,a,\"\"\"plain\"\"\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[1, 2]]", "[{}]", "[{\"ctid\": 1}]", "[{\"\": 1}]", "[]"})
    void aJsonBodyThatNamesNoColumnsMakesNoTable(String body) throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", HandMade.utf8(body), LoadRequest.Format.JSON, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().problem().status()).isEqualTo(422);
        assertThat(loads.columns("t")).isEmpty();
    }

    @Test
    void valuesAreOfTheTypesThatTheyWereToldToBeWrittenIn() throws Exception {
        // Given
        String text =
                "day;at;amount;code;ok\n3.2.2021;25.12.2020 10:30;1.950,25;+49;Ja\n04.05.2021;1.1.2021 00:00;-2;007;Nein\n";

        // When
        Loads.Loaded loaded = loads.load(
                "t", text, Loads.options("dates", "dmy", "decimal", ",", "thousands", ".", "booleans", "Ja/Nein"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("t"))
                .containsExactly(
                        "day date", "at timestamp without time zone", "amount numeric", "code text", "ok boolean");
        assertThat(loads.rows("select * from t"))
                .containsExactly(
                        "(2021-02-03,\"2020-12-25 10:30:00\",1950.25,+49,t)",
                        "(2021-05-04,\"2021-01-01 00:00:00\",-2,007,f)");
    }

    @Test
    void numbersWhosePointMayStandBetweenGroupsStayText() throws Exception {
        // When
        Loads.Loaded unclear = loads.load("u", "id;n\n1;1.234\n2;12\n", LoadOptions.DEFAULT);
        Loads.Loaded clear = loads.load("c", "id;n;m\n1;1.234;0.5\n2;12;7\n", LoadOptions.DEFAULT);

        // Then
        assertThat(unclear.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("u")).containsExactly("id bigint", "n text");
        assertThat(clear.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("c")).containsExactly("id bigint", "n numeric", "m numeric");
    }

    @Test
    void aLineBeforeTheTableAndWhatEveryRecordEndsInAreNoColumns() throws Exception {
        // When
        Loads.Loaded preamble = loads.load("t05", "Report 2021\n\na;b;c\n1;2;3\n4;5;6\n", LoadOptions.DEFAULT);
        loads.load("sep", "sep=;\na;b\n1;2\n3;4\n", LoadOptions.DEFAULT);
        loads.load("tail", "a,b,c,\n1,2,3,\n4,5,6,\n", LoadOptions.DEFAULT);

        // Then
        assertThat(preamble.end().detail().toString()).contains("Report 2021");
        assertThat(loads.columns("t05")).containsExactly("a bigint", "b bigint", "c bigint");
        assertThat(loads.rows("select * from t05")).containsExactly("(1,2,3)", "(4,5,6)");
        assertThat(loads.columns("sep")).containsExactly("a bigint", "b bigint");
        assertThat(loads.rows("select * from sep")).containsExactly("(1,2)", "(3,4)");
        assertThat(loads.columns("tail")).containsExactly("a bigint", "b bigint", "c bigint");
        assertThat(loads.rows("select * from tail")).containsExactly("(1,2,3)", "(4,5,6)");
    }

    @Test
    void aPointPartsASchemaFromATableOnlyWhereThereIsSuchASchema() throws Exception {
        // Given
        loads.execute("create schema export");

        // When
        RunState within =
                loads.load("export.2021", "id\n1\n", LoadOptions.DEFAULT).end().state();
        RunState whole =
                loads.load("import.2021", "id\n1\n", LoadOptions.DEFAULT).end().state();

        // Then
        assertThat(List.of(within, whole)).containsOnly(RunState.DONE);
        assertThat(loads.rows("select * from export.\"2021\"")).containsExactly("(1)");
        assertThat(loads.rows("select * from public.\"import.2021\"")).containsExactly("(1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a\nb",
                "\u200Bt",
                "caravanserai.run2",
                "pg_catalog.pg_mine",
                "information_schema.x",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aNameThatNoTableShouldHaveIsRefused(String name) throws Exception {
        // When
        Loads.Loaded loaded = loads.load(name, "id\n1\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(loaded.end().problem().status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\"; drop table y; --", ".", "a.", ".a", "a..b", "Größe 2021", "select", "../x"})
    void aTableIsCalledWhatItsSenderSays(String name) throws Exception {
        // When
        Loads.Loaded loaded = loads.load(name, "id\n1\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.rows("select relname from pg_class where relnamespace = 'public'::regnamespace"))
                .hasSize(1);
        assertThat(loads.rows("select 1 from pg_class where relname = '" + name.replace("'", "''") + "'"))
                .hasSize(1);
    }

    @Test
    void aNameThatSomethingElseHasIsRefused() throws Exception {
        // Given
        loads.execute("create sequence numbers");

        // When
        Loads.Loaded loaded = loads.load("numbers", "id\n1\n", LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.end().problem().detail())
                .contains("cannot make table numbers")
                .contains("already exists");
    }

    @Test
    void typesThatAreToldAreThoseOfTheTable() throws Exception {
        // When
        Loads.Loaded loaded = loads.load(
                "t",
                "id,amount,booked at,n\n1,1.5,2021-01-01,3\n",
                Loads.options(
                        "create",
                        "true",
                        "types",
                        "amount:numeric(10, 2),Booked At:timestamp(3) with time zone,n:int"));

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(loads.columns("t"))
                .containsExactly(
                        "id bigint", "amount numeric(10,2)", "booked at timestamp(3) with time zone", "n integer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id:serial | id:serial",
                "id:int; drop table t | id:int; drop table t",
                "id:record | id:record",
                "id:int) with (x int | id:int) with (x int",
                "id:nosuch.type | id:nosuch.type",
                "no:int | no",
                "id:varchar(1;2) | id:varchar(1;2)"
            })
    void typesThatAreNoneAreNamed(String types, String named) throws Exception {
        // When
        Loads.Loaded loaded = loads.load("t", "id\n1\n", Loads.options("create", "true", "types", types));

        // Then
        assertThat(loaded.end().problem().status()).isEqualTo(400);
        assertThat(loaded.end().problem().detail()).contains(named);
        assertThat(loads.columns("t")).isEmpty();
    }

    @Test
    void aTableThatIsThereHasToBeAsTypesSays() throws Exception {
        // Given
        loads.execute("create table t (id bigint, code char, n numeric(5))");
        LoadOptions same = Loads.options("create", "true", "types", "id:int8,code:char,n:numeric(5)");
        LoadOptions other = Loads.options("create", "true", "types", "id:text");

        // When
        Loads.Loaded loaded = loads.load("t", "id,code,n\n1,a,2\n", same);
        Loads.Loaded refused = loads.load("t", "id,code,n\n2,a,2\n", other);

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.DONE);
        assertThat(refused.end().problem().detail()).contains("id, which is bigint and not text");
    }

    @Test
    void filesForOneNewTableThatArriveTogetherAllLoad() throws Exception {
        // Given
        ExecutorService workers = Executors.newFixedThreadPool(4);
        List<Callable<Loads.Loaded>> files = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String table = "new_" + i / 4;
            String text = "id,n\n" + i + ",1\n";
            files.add(() -> loads.load(table, text, LoadOptions.DEFAULT));
        }

        // When
        List<RunState> states = new ArrayList<>();
        for (Future<Loads.Loaded> loaded : workers.invokeAll(files)) {
            states.add(loaded.get().end().state());
        }
        workers.shutdown();

        // Then
        assertThat(states).containsOnly(RunState.DONE);
        for (int i = 0; i < 8; i++) {
            assertThat(loads.rows("select count(*) from new_" + i)).containsExactly("(4)");
        }
    }
}
