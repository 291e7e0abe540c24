package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ingest.Corrections;
import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Redrive;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ledger.Door;
import ledger.Json;
import ledger.LetterFilter;
import ledger.ProblemException;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;

class RedriveRoutesTest extends LoadingCamel {

    private final Corrections corrections = corrections();

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        List<RoutesBuilder> all = new ArrayList<>(List.of(super.createRouteBuilders()));
        all.add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:correct").to("sql:classpath:sql/ledger/correct-dead-letters.sql");
            }
        });
        return all.toArray(RoutesBuilder[]::new);
    }

    private static void execute(String... statements) throws SQLException {
        for (String statement : statements) {
            DATABASE.execute(statement);
        }
    }

    private Run loadInto(String into, String body, String... options) throws SQLException, IOException {
        Map<String, List<String>> said = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            said.put(options[i], List.of(options[i + 1]));
        }
        RunHeader header = RunHeader.next(Door.HTTP);
        Files.writeString(spool.body(header.run()), body);
        return serve(
                "ingest-run",
                new LoadRequest(
                        header,
                        into,
                        spool.body(header.run()),
                        into + ".csv",
                        body.startsWith("[") ? LoadRequest.Format.JSON : LoadRequest.Format.CSV,
                        LoadOptions.read(new OptionTexts(said))));
    }

    private void correct(String of, String values) throws SQLException {
        Corrections.Correction correction =
                new Corrections.Correction(new LetterFilter(null, of, null, null, null, null, null), Json.read(values));
        template.requestBody("direct:correct", corrections.parameters(correction));
    }

    private Run redrive(LetterFilter letters) throws SQLException {
        return serve("redrive-run", new Redrive.Request(RunHeader.next(Door.HTTP), letters));
    }

    private Run redrive(String of) throws SQLException {
        return redrive(new LetterFilter(null, of, null, null, null, null, null));
    }

    private String values(String of) throws SQLException {
        return DATABASE.value("select \"values\" from caravanserai.dead_letter where table_name = '" + of + "'");
    }

    private String rows(String of) throws SQLException {
        return DATABASE.value("select coalesce(string_agg(t::text, ' ' order by t::text), '') from " + of + " t");
    }

    @Test
    void aShortRecordKeepsItsFieldsByNameAndGoesInWithTheOneThatIsCorrected() throws Exception {
        // Given
        execute("create table " + table + " (id serial, name text not null, hired date not null, salary int)");
        loadInto(table, "id,name,hired,salary\n7,Gus,2021-01-01\n");
        String kept = values(table);

        // When
        correct(table, "{\"salary\":55}");
        Run run = redrive(table);

        // Then
        assertThat(Json.read(kept)).isEqualTo(Json.read("{\"id\":\"7\",\"name\":\"Gus\",\"hired\":\"2021-01-01\"}"));
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows(table)).isEqualTo("(7,Gus,2021-01-01,55)");
    }

    @Test
    void aRecordThatWasCutWronglyIsNotTriedBeforeSomebodySaysWhatIsWhat() throws Exception {
        // Given
        execute("create table " + table + " (id int, name text, salary int)");
        loadInto(table, "id,name,salary\n7,Gus\n");

        // When
        Run run = redrive(table);

        // Then
        assertThat(run.state()).isEqualTo(RunState.REJECTED);
        assertThat(rows(table)).isEmpty();
        assertThat(DATABASE.value("select reason from caravanserai.dead_letter where table_name = '" + table + "'"))
                .isEqualTo("too few fields: 2 instead of 3");
    }

    @Test
    void aFieldWithoutANameIsThatOfTheColumnInItsPlaceAndWhatIsTooMuchGoes() throws Exception {
        // Given
        execute("create table " + table + " (id int, name text, salary int)");
        loadInto(table, "7,Gus,55,x\n", "header", "absent");
        String kept = values(table);

        // When
        correct(table, "{\"NAME\":\"Gustav\"}");
        redrive(table);

        // Then
        assertThat(Json.read(kept)).isEqualTo(Json.read("{\"1\":\"7\",\"2\":\"Gus\",\"3\":\"55\",\"4\":\"x\"}"));
        assertThat(rows(table)).isEqualTo("(7,Gustav,55)");
    }

    @Test
    void aLongRecordKeepsWhatHasANameBesideWhatHasNone() throws Exception {
        // Given
        execute("create table " + table + " (id int, \"2019\" text)");
        loadInto(table, "\"2019\",id\na,7,x\n");
        String kept = values(table);

        // When
        correct(table, "{\"id\":8}");
        redrive(table);

        // Then
        assertThat(Json.read(kept)).isEqualTo(Json.read("{\"2019\":\"a\",\"id\":\"7\",\"field 3\":\"x\"}"));
        assertThat(rows(table)).isEqualTo("(8,a)");
    }

    @Test
    void anUpsertIsAnUpsertWhenItIsTriedAgain() throws Exception {
        // Given
        execute(
                "create table " + table + " (id int primary key, d date, n int)",
                "insert into " + table + " values (1, '2020-01-01', 1), (2, '2020-01-01', 2)");
        loadInto(table, "id,d,n\n1,2021-02-30,5\n2,2020-01-01,x\n", "mode", "upsert");

        // When
        correct(table, "{\"d\":\"2021-02-28\",\"n\":5}");
        Run run = redrive(table);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(rows(table)).isEqualTo("(1,2021-02-28,5) (2,2021-02-28,5)");
    }

    @Test
    void anUpsertByAnotherKeyFindsItsRowsByThatAgain() throws Exception {
        // Given
        execute(
                "create table " + table + " (id int primary key, code text unique, n int not null)",
                "insert into " + table + " values (1, 'a', 1)");
        loadInto(table, "id,code,n\n1,a,\n", "mode", "upsert", "key", "code");

        // When
        correct(table, "{\"n\":5}");
        redrive(table);

        // Then
        assertThat(rows(table)).isEqualTo("(1,a,5)");
    }

    @Test
    void lettersOfSeveralTablesGoInTurnByTurnEachInItsMode() throws Exception {
        // Given
        String other = table + "_other";
        execute(
                "create schema " + other,
                "create table " + table + " (id int primary key, n int not null)",
                "create table " + other + "." + table + " (id int primary key, s text not null, n int)",
                "insert into " + table + " values (1, 1), (2, 1), (3, 1)");
        for (int i = 1; i <= 3; i++) {
            loadInto(table, "id,n\n" + i + ",\n", "mode", "upsert");
            loadInto(other + "." + table, "id,s,n\n" + i + ",,7\n");
        }
        correct(table, "{\"n\":9}");
        correct(other + "." + table, "{\"s\":\"x\"}");
        execute("update caravanserai.dead_letter set state = 'discarded'" + " where table_name not like '%" + table
                + "' and state = 'open'");

        // When
        Run run = redrive(LetterFilter.ALL);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(6, 6, 0, 0, 0));
        assertThat(rows(table)).isEqualTo("(1,9) (2,9) (3,9)");
        assertThat(rows(other + "." + table)).isEqualTo("(1,x,7) (2,x,7) (3,x,7)");
    }

    @Test
    void aColumnThatThereIsNotIsRefusedWithThoseThereAre() throws Exception {
        // Given
        execute("create table " + table + " (id int, name text not null)");
        loadInto(table, "id,name\n7,\n");

        // When
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> correct(table, "{\"nmae\":\"Gus\"}"));

        // Then
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().text())
                .isEqualTo(table + " has no column \"nmae\" to be written\n"
                        + "HINT: did you mean name? the columns are id, name");
    }

    @Test
    void aTextOfAFileStaysTheJsonThatItIsAndACorrectionIsTheStringThatItIs() throws Exception {
        // Given
        execute("create table " + table + " (id int, o jsonb, n int not null)");
        loadInto(table, "id,o,n\n1,\"{\"\"a\"\":1}\",\n2,\"{bad\",1\n");

        // When
        correct(table, "{\"n\":5}");
        Run run = redrive(table);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(2, 1, 1, 0, 0));
        assertThat(rows(table)).isEqualTo("(1,\"{\"\"a\"\": 1}\",5)");
    }

    private void trigger(String code) throws SQLException {
        execute(
                "create table " + table + " (id int, name text)",
                "create function " + table + "() returns trigger language plpgsql as $$ begin"
                        + " if new.name = 'bad' then raise exception 'not now' using errcode = '" + code
                        + "'; end if; return new; end $$",
                "create trigger t before insert on " + table + " for each row execute function " + table + "()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "55000", "28000"})
    void whatARowsTriggerStillObjectsToAfterTheRetriesIsALetter(String code) throws Exception {
        // Given
        trigger(code);

        // When
        Run run = loadInto(table, "id,name\n1,good\n2,bad\n3,good\n");

        // Then
        assertThat(run.problem()).isNull();
        assertThat(run.rows()).isEqualTo(new Rows(3, 2, 1, 0, 0));
        assertThat(DATABASE.value("select sqlstate || ' ' || reason from caravanserai.dead_letter where table_name = '"
                        + table + "'"))
                .isEqualTo(code + " not now");
    }

    @Test
    void aLockThatIsNotToBeHadIsNoRowsFault() throws Exception {
        // Given
        execute(
                "create table " + table + "_locked (id int)",
                "create table " + table + " (id int)",
                "create function " + table + "() returns trigger language plpgsql as $$ begin lock table " + table
                        + "_locked nowait; return new; end $$",
                "create trigger t before insert on " + table + " for each row execute function " + table + "()");
        try (Connection holder = DATABASE.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            Query.execute(holder, "lock table " + table + "_locked");

            // When
            Run run = loadInto(table, "id\n1\n");

            // Then
            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.problem().type()).isEqualTo("locked");
            assertThat(run.rows().rejected()).isZero();
        }
    }

    @Test
    void aRunTellsTheFirstReasonOfEachKind() throws Exception {
        // Given
        execute("create table " + table + " (id int, name text not null)");

        // When
        Run run = loadInto(table, "id,name\nx,a\n2,b\ny,c\n4,\n");

        // Then
        assertThat(run.detail().get("reasons"))
                .isEqualTo(Json.read("[{\"table\":\"" + table + "\",\"column\":\"id\",\"sqlstate\":\"22P02\","
                        + "\"reason\":\"\u2026 is no integer\",\"count\":2,\"line\":2,\"example\":\"\\\"x\\\" is no integer\"},"
                        + "{\"table\":\"" + table + "\",\"column\":\"name\",\"sqlstate\":\"23502\","
                        + "\"reason\":\"name is required, and is missing\",\"count\":1,\"line\":5,"
                        + "\"example\":\"name is required, and is missing\"}]"));
    }

    @Test
    void aNameOfAJsonRowThatIsNoColumnGoesWithTheCorrection() throws Exception {
        // Given
        execute("create table " + table + " (id int, name text)");
        loadInto(table, "[{\"ID\":1,\"nmae\":\"Bob\"}]");

        // When
        correct(table, "{\"name\":\"Bob\"}");
        Run run = redrive(table);

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows(table)).isEqualTo("(1,Bob)");
    }
}
