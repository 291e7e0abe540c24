package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.List;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Query;

/** What values mean: as was told, or as all of the file shows; never as the server happens to read them. */
class ValueLoadsTest extends LoadingCamel {

    private static final String GERMAN =
            """
            booked;valued;text;amount;currency
            01.02.2021;02.02.2021;Miete;-1.950,00;EUR
            13.02.2021;14.02.2021;Lohn;2100,50;EUR
            """;

    private static final String MIXED_MARKS =
            """
            id;d;ts
            1;03.02.2021;03.02.2021 14:05
            2;25.12.2020;25.12.2020 09:00
            3;04/05/2021;04/05/2021 10:00
            """;

    private static final String MIXED_MEANT =
            """
            (1,2021-02-03,"2021-02-03 14:05:00") (2,2020-12-25,"2020-12-25 09:00:00") \
            (3,2021-05-04,"2021-05-04 10:00:00")""";

    @AfterEach
    void nothingIsSetAnyMore() throws Exception {
        set("reset datestyle");
        set("reset timezone");
        DATABASE.execute("do $$ begin execute format('alter role %I in database %I reset all', session_user,"
                + " current_database()); execute format('alter role %I reset timezone', session_user); end $$");
    }

    private void set(String what) throws Exception {
        DATABASE.execute(
                "do $$ begin execute format($f$alter database %I " + what + "$f$, current_database()); end $$");
    }

    @Test
    void wordsForTheMomentOfReadingAreNoDates() throws Exception {
        // Given
        make("d date, ts timestamp, z timestamptz, t time, r daterange, a date[]");

        // When
        Run run = load("d,ts,z,t,r,a\n"
                + "now,,,,,\n,Today,,,,\n,,\" tomorrow \",,,\n,,,now,,\n,,,,\"[yesterday,2021-01-01)\",\n,,,,,\"{today}\"\n"
                + "infinity,epoch,-infinity,allballs,empty,\"{infinity}\"\n");

        // Then
        assertThat(run.rows().loaded()).isEqualTo(1);
        assertThat(reasons()).hasSize(6).allMatch(reason -> reason.contains("each time it is read"));
    }

    @ParameterizedTest
    @CsvSource({"iso,2021-03-28 02:30,2021-10-31 02:15:00", "dmy,28.03.2021 02:30,31.10.2021 02:15:00"})
    void timesThatNeverWereOrWereTwiceAreCounted(String dates, String never, String twice) throws Exception {
        // Given
        make("id int, at timestamptz");

        // When
        Run run = load(
                "id,at\n1," + never + "\n2," + twice + "\n3,2021-03-28 02:30+02\n4,2021-03-28 03:30\n5," + never
                        + "\nx," + twice + "\n",
                "time-zone",
                "Europe/Berlin",
                "dates",
                dates);

        // Then
        assertThat(run.rows().loaded()).isEqualTo(5);
        assertThat(values(run).at("/timeZone/neverWas").asLong()).isEqualTo(2);
        assertThat(values(run).at("/timeZone/wasTwice").asLong()).isBetween(1L, 2L);
        assertThat(values(run).at("/timeZone/example").asText()).startsWith("2021-03-28 02:30");
    }

    private List<String> reasons() throws Exception {
        return values("select line || ': ' || reason from caravanserai.dead_letter where table_name = '" + table
                + "' order by line");
    }

    private static List<String> values(String sql) throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            return Query.list(connection, sql, row -> row.getString(1));
        }
    }

    private static JsonNode values(Run run) {
        return run.detail().get("values");
    }

    @Test
    void aGermanFileIsReadAsAllItsValuesShow() throws Exception {
        // Given
        make("booked date, valued date, text text, amount numeric, currency text");

        // When
        Run run = load(GERMAN);

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows())
                .isEqualTo("(2021-02-01,2021-02-02,Miete,-1950.00,EUR) (2021-02-13,2021-02-14,Lohn,2100.50,EUR)");
        assertThat(values(run).at("/dates/columns/booked/proof").asText()).isEqualTo("13.02.2021");
        assertThat(values(run).at("/numbers/columns/amount/decimal").asText()).isEqualTo(",");
    }

    @Test
    void aGermanFileIsReadAsIsTold() throws Exception {
        // Given
        make("booked date, valued date, text text, amount numeric, currency text");

        // When
        Run run = load(GERMAN, "dates", "dmy", "decimal", ",", "thousands", ".");

        // Then
        assertThat(rows())
                .isEqualTo("(2021-02-01,2021-02-02,Miete,-1950.00,EUR) (2021-02-13,2021-02-14,Lohn,2100.50,EUR)");
        assertThat(values(run).get("dates").toString()).isEqualTo("{\"by\":\"option\",\"order\":\"dmy\"}");
    }

    @Test
    void aDateProvesNothingOfThoseThatAreWrittenOtherwise() throws Exception {
        // Given
        make("id int, d date, ts timestamp");

        // When
        Run run = load(MIXED_MARKS);

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().detail())
                .isEqualTo(
                        "column d has dates such as \"04/05/2021\" (line 4), and only dates that are written otherwise"
                                + " show their order: \"25.12.2020\" (line 3)");
        assertThat(run.problem().hint()).contains("dates=dmy");
        assertThat(rows()).isEmpty();
    }

    @Test
    void datesAreReadInTheOrderThatIsTold() throws Exception {
        // Given
        make("id int, d date, ts timestamp");

        // When
        Run run = load(MIXED_MARKS, "dates", "dmy");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo(MIXED_MEANT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO, DMY", "German", "SQL, European"})
    void datesAreReadInTheOrderThatIsSetForTheDatabase(String style) throws Exception {
        // Given
        make("id int, d date, ts timestamp");
        set("set datestyle = '" + style + "'");

        // When
        Run run = load(MIXED_MARKS);

        // Then
        assertThat(rows()).isEqualTo(MIXED_MEANT);
        assertThat(values(run).get("dates").toString()).isEqualTo("{\"by\":\"database\",\"order\":\"dmy\"}");
    }

    @Test
    void whatDoesNotFitTheOrderThatIsToldIsALetterAsItCameIn() throws Exception {
        // Given
        make("id int, d date");

        // When
        Run run = load("id,d\n1,25/12/2020\n2,12/25/2020\n3,2021-02-03\n", "dates", "dmy");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(rows()).isEqualTo("(1,2020-12-25) (3,2021-02-03)");
        assertThat(reasons()).containsExactly("3: \"12/25/2020\" is no date (dates=dmy)");
        assertThat(DATABASE.value(
                        "select column_name || values::text from caravanserai.dead_letter where table_name = '" + table
                                + "'"))
                .isEqualTo("d{\"d\": \"12/25/2020\", \"id\": \"2\"}");
    }

    @Test
    void aLetterKeepsWhatCameInAndNotWhatWasReadOfIt() throws Exception {
        // Given
        make("id int primary key, d date check (d > '2020-01-01'), n numeric(4,1)");

        // When
        load("id;d;n\n1;31.12.2019;1,5\n2;31.12.2020;10000,5\n3;31.12.2020;1,5\n", "dates", "dmy", "decimal", ",");

        // Then
        assertThat(rows()).isEqualTo("(3,2020-12-31,1.5)");
        assertThat(values("select values::text || convert_from(raw, 'UTF8') from caravanserai.dead_letter"
                        + " where table_name = '" + table + "' order by line"))
                .containsExactly(
                        "{\"d\": \"31.12.2019\", \"n\": \"1,5\", \"id\": \"1\"}1;31.12.2019;1,5",
                        "{\"d\": \"31.12.2020\", \"n\": \"10000,5\", \"id\": \"2\"}2;31.12.2020;10000,5");
        assertThat(reasons().get(1)).isEqualTo("3: \"10000,5\" is out of range for numeric(4,1)");
    }

    @Test
    void datesThatNothingProvesAreRefusedWithAnExample() throws Exception {
        // Given
        make("id int, d date");

        // When
        Run run = load("id,d\n1,2021-02-03\n2,03/02/2021\n");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().detail())
                .isEqualTo("column d has dates such as \"03/02/2021\" (line 3), and no value shows which part of them"
                        + " is the day");
        assertThat(rows()).isEmpty();
    }

    @Test
    void aDateThatContradictsWhatAnotherProvesRefusesTheFile() throws Exception {
        // Given
        make("id int, d date");

        // When
        Run run = load("id,d\n1,12/25/2020\n2,25/12/2020\n");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().detail())
                .isEqualTo("column d has \"25/12/2020\" (line 3), which stands against \"12/25/2020\" (line 2)");
    }

    @Test
    void theProofMayComeLateAndTheSurpriseToo() throws Exception {
        // Given
        make("id int, d date");
        StringBuilder file = new StringBuilder("id,d\n");
        for (int i = 1; i <= 60_000; i++) {
            file.append(i).append(i < 50_000 ? ",2021-02-03\n" : ",03/02/2021\n");
        }

        // When
        Run proven = load(file + "60001,31/12/2020\n");
        String sum = DATABASE.value("select count(*) || ' ' || min(d) || ' ' || max(d) from " + table);
        Run unproven = load(file.toString());

        // Then
        assertThat(proven.state()).isEqualTo(RunState.DONE);
        assertThat(sum).isEqualTo("60001 2020-12-31 2021-02-03");
        assertThat(unproven.state()).isEqualTo(RunState.REFUSED);
        assertThat(unproven.problem().detail()).contains("(line 50001)");
    }

    @ParameterizedTest
    @CsvSource({"'', UTC, default", "Europe/Berlin, Europe/Berlin, database"})
    void timesWithoutAZoneAreOfTheDatabasesZoneElseUtc(String zone, String told, String by) throws Exception {
        // Given
        make("id int, at timestamptz");
        if (!zone.isEmpty()) {
            set("set timezone = '" + zone + "'");
        }

        // When
        Run run = load("id,at\n1,2021-07-01 12:00:00\n");

        // Then
        assertThat(DATABASE.value("select at at time zone 'UTC' from " + table))
                .isEqualTo(zone.isEmpty() ? "2021-07-01 12:00:00" : "2021-07-01 10:00:00");
        assertThat(values(run).get("timeZone").toString())
                .isEqualTo("{\"by\":\"" + by + "\",\"zone\":\"" + told + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"Asia/Tokyo, 03:00", "+02:00, 10:00", "UTC-5, 17:00", "Z, 12:00", "Etc/GMT+3, 15:00", "+05:30, 06:30"})
    void theZoneThatIsToldGoesBeforeTheDatabases(String zone, String utc) throws Exception {
        // Given
        make("id int, at timestamptz");
        set("set timezone = 'Europe/Berlin'");

        // When
        load("id,at\n1,2021-07-01 12:00\n", "time-zone", zone);

        // Then
        assertThat(DATABASE.value("select to_char(at at time zone 'UTC', 'HH24:MI') from " + table))
                .isEqualTo(utc);
    }

    @Test
    void theRoleInTheDatabaseGoesBeforeTheRoleAndTheRoleBeforeTheDatabase() throws Exception {
        // Given
        make("id int, at timestamptz");
        set("set timezone = 'Asia/Tokyo'");
        DATABASE.execute(
                "do $$ begin execute format('alter role %I set timezone = ''Asia/Kolkata''', session_user); end $$");

        // When
        Run ofRole = load("id,at\n1,2021-07-01 12:00\n");
        DATABASE.execute("do $$ begin execute format('alter role %I in database %I set timezone = ''Europe/Berlin''',"
                + " session_user, current_database()); end $$");
        Run ofRoleHere = load("id,at\n2,2021-07-01 12:00\n");

        // Then
        assertThat(values(ofRole).at("/timeZone/zone").asText()).isEqualTo("Asia/Kolkata");
        assertThat(values(ofRoleHere).at("/timeZone").toString())
                .isEqualTo("{\"by\":\"role\",\"zone\":\"Europe/Berlin\"}");
    }

    @Test
    void booleansAreReadWithTheWordsThatAreTold() throws Exception {
        // Given
        make("id int, b boolean");
        String file =
                """
                id,b
                1,Ja
                2,Nein
                3,Y
                4,N
                5,1
                6,0
                7,WAHR
                8,oui
                9,x
                10,-1
                11,T
                12,"true "
                13,on
                """;

        // When
        load(file);
        String untold = DATABASE.value("select string_agg(id || left(b::text, 1), ' ' order by id) from " + table);
        DATABASE.execute("truncate " + table);
        load(file, "booleans", "Ja,WAHR/Nein", "again", "true");

        // Then
        assertThat(untold).isEqualTo("3t 4f 5t 6f 11t 12t 13t");
        assertThat(DATABASE.value("select string_agg(id || left(b::text, 1), ' ' order by id) from " + table))
                .isEqualTo("1t 2f 3t 4f 5t 6f 7t 11t 12t 13t");
    }

    @Test
    void numbersAreReadWithTheMarksThatAreTold() throws Exception {
        // Given
        make("id int, n numeric, i int, f float8, m money");

        // When
        load(
                """
                id,n,i,f,m
                1,"1,234.56",1,1,1
                2,1 234.56,1,1,1
                3,1,"1,000",1,1
                4,1,1.0,1,1
                5,1,1e3,1,1
                6,1,1,"1,5","$1,234.50"
                7,1,1,inf,(12.50)
                8,NaN,1,NaN,-$3
                9,100.00-,1,1,1
                10,(100),1,1,1
                11,€ 5,1,1,1
                12,50%,1,1,1
                13, 7 , 8 ,	9,1
                14,+7,+8,+9,1
                15,0x1F,0b11,1_000,1
                16,1_000,1_000,1,1
                17,.5,5.,5.,1
                """,
                "decimal", ".", "thousands", ",");

        // Then
        assertThat(values("select id || ' ' || n || ' ' || i || ' ' || f || ' ' || m::numeric from " + table
                        + " order by id"))
                .containsExactly("1 1234.56 1 1 1.00", "3 1 1000 1 1.00", "4 1 1 1 1.00", "5 1 1000 1 1.00");
        assertThat(reasons())
                .contains(
                        "3: \"1 234.56\" is no numeric (decimal=., thousands=,)",
                        "7: \"1,5\" is no double precision (decimal=., thousands=,)",
                        "8: \"inf\" is no double precision (decimal=., thousands=,)",
                        "9: \"NaN\" is no numeric (decimal=., thousands=,)",
                        "14: \" 7 \" is no numeric (decimal=., thousands=,)",
                        "15: \"+7\" is no numeric (decimal=., thousands=,)",
                        "18: \"5.\" is no integer");
    }

    @Test
    void integersThatWereWrittenAsFractionsGoInAlsoWhereNothingIsTold() throws Exception {
        // Given
        make("id int, n int");

        // When
        Run run = load("id,n\n1,1.0\n2,\n3,2e0\n4,1.000\n5,1.5\n");

        // Then
        assertThat(rows()).isEqualTo("(1,1) (2,) (3,2)");
        assertThat(run.rows().rejected()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1,234 2,345         | whose comma may stand before a fraction
                    1,50 1.950          | whose point may stand before a fraction or between groups
                    """)
    void marksThatAreNotClearRefuseTheFile(String numbers, String why) throws Exception {
        // Given
        make("id int, n numeric");

        // When
        Run run = load("id;n\n1;" + numbers.trim().replace(" ", "\n2;") + "\n");

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().detail()).startsWith("column n has").contains(why);
    }

    @Test
    void aCommaAmongPointsIsALetterAndTheRestGoesIn() throws Exception {
        // Given
        make("id int, n numeric");

        // When
        load("id;n\n1;12.5\n2;12,5\n3;1.950\n");

        // Then
        assertThat(rows()).isEqualTo("(1,12.5) (3,1.950)");
        assertThat(reasons()).containsExactly("3: \"12,5\" is no numeric");
    }

    @Test
    void datesInArraysAndRangesAreReadAsIsTold() throws Exception {
        // Given
        make("id int, during daterange, days date[]");

        // When
        load("id;during;days\n1;[03.02.2021,05.02.2021);{03.02.2021,25.12.2020}\n", "dates", "dmy");

        // Then
        assertThat(rows()).isEqualTo("(1,\"[2021-02-03,2021-02-05)\",\"{2021-02-03,2020-12-25}\")");
    }

    @Test
    void fieldsBetweenThemStayAsTheyAre() throws Exception {
        // Given
        make("a text, d date, b text, c text");

        // When
        load("a,d,b,c\n\"x, \"\"y\"\"\",03/02/2021,\"\",ä\n,\"04/02/2021\",NULL,\"\\.\"\n", "dates", "dmy");

        // Then
        assertThat(values("select concat_ws('|', coalesce(a, '-'), d, coalesce(b, '-'), coalesce(c, '-')) from " + table
                        + " order by d"))
                .containsExactly("x, \"y\"|2021-02-03||ä", "-|2021-02-04|NULL|\\.");
    }

    @Test
    void lettersAreReadAgainAsTheirRunRead() throws Exception {
        // Given
        make("id int, d date, n numeric, b boolean, at timestamptz check (extract(year from at) > 2020)");
        load(
                "id;d;n;b;at\n1;03.02.2021;1,5;Ja;2020-07-01 12:00\n2;03.02.2021;1,5;Ja;2021-07-01 12:00\n",
                "dates",
                "dmy",
                "decimal",
                ",",
                "booleans",
                "Ja/Nein",
                "time-zone",
                "Asia/Tokyo");
        DATABASE.execute("alter table " + table + " drop constraint " + table + "_at_check");

        // When
        Run run = redrive();

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(values("select concat_ws(' ', id, d, n, b, at at time zone 'UTC') from " + table + " order by id"))
                .containsExactly("1 2021-02-03 1.5 t 2020-07-01 03:00:00", "2 2021-02-03 1.5 t 2021-07-01 03:00:00");
    }

    @Test
    void aFileThatHasToBeSpeltAnewIsReadToo() throws Exception {
        // Given
        make("id int, d date, note text");

        // When
        load("id|d|note\n1| 03/02/2021 |a\\|b\n", "dates", "dmy", "delimiter", "|", "escape", "\\", "trim", "true");

        // Then
        assertThat(rows()).isEqualTo("(1,2021-02-03,a|b)");
    }
}
