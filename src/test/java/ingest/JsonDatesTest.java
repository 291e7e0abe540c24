package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import ledger.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dates in strings of JSON mean what was told, or what the rows prove, as those of a file do. */
class JsonDatesTest {

    @TempDir
    private Path folder;

    private Loads loads;

    @BeforeEach
    void database() throws SQLException, IOException {
        loads = new Loads(folder);
        loads.execute("create table t (id int, d date, at timestamptz, days date[])");
    }

    private Loads.Loaded load(LoadRequest.Format format, LoadOptions options, String... rows) throws Exception {
        String text = format == LoadRequest.Format.JSON
                ? Arrays.stream(rows).collect(Collectors.joining(",", "[", "]"))
                : Arrays.stream(rows).collect(Collectors.joining("\n"));
        return loads.load("t", HandMade.utf8(text), format, options);
    }

    @ParameterizedTest
    @EnumSource(
            value = LoadRequest.Format.class,
            names = {"JSON", "JSON_LINES"})
    void aDayThatOnlyOneOrderAllowsProvesItForItsColumn(LoadRequest.Format format) throws Exception {
        // When
        Loads.Loaded loaded = load(
                format,
                LoadOptions.DEFAULT,
                "{\"id\":1,\"d\":\"03.02.2020\",\"days\":[\"04.05.2021\"]}",
                "{\"id\":2,\"d\":\"25.12.2020\",\"days\":[\"13.05.2021\"]}",
                "{\"id\":3,\"d\":null,\"at\":\"2021-07-01 12:00\"}");

        // Then
        assertThat(loads.rows("select id, d, days, at at time zone 'UTC' from t order by id"))
                .containsExactly(
                        "(1,2020-02-03,{2021-05-04},)",
                        "(2,2020-12-25,{2021-05-13},)",
                        "(3,,,\"2021-07-01 12:00:00\")");
        assertThat(loaded.end().detail().at("/values/dates/columns/d/order").asText())
                .isEqualTo("dmy");
        assertThat(loaded.end().detail().at("/values/dates/columns/d/proof").asText())
                .isEqualTo("25.12.2020");
    }

    @ParameterizedTest
    @EnumSource(
            value = LoadRequest.Format.class,
            names = {"JSON", "JSON_LINES"})
    void daysThatProveNothingRefuseAll(LoadRequest.Format format) throws Exception {
        // When
        Loads.Loaded loaded =
                load(format, LoadOptions.DEFAULT, "{\"id\":1,\"d\":\"2020-02-03\"}", "{\"id\":2,\"d\":\"03/02/2020\"}");

        // Then
        assertThat(loaded.end().state()).isEqualTo(RunState.REFUSED);
        assertThat(loaded.end().problem().detail()).contains("column d", "03/02/2020");
        assertThat(loaded.end().problem().hint()).contains("dates=dmy");
        assertThat(loads.rows("select * from t")).isEmpty();
    }

    @Test
    void whatIsToldCountsAndZonesToo() throws Exception {
        // When
        load(
                LoadRequest.Format.JSON,
                Loads.options("dates", "mdy", "time-zone", "Europe/Berlin"),
                "{\"id\":1,\"d\":\"03/02/2020\",\"at\":\"07/01/2021 12:00\"}");

        // Then
        assertThat(loads.rows("select id, d, at at time zone 'UTC' from t"))
                .containsExactly("(1,2020-03-02,\"2021-07-01 10:00:00\")");
    }
}
