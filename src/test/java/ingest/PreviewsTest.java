package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import ledger.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewsTest {

    @TempDir
    private Path folder;

    private Loads loads;

    @BeforeEach
    void database() throws SQLException, IOException {
        loads = new Loads(folder);
        loads.execute("create table city (id int primary key, name text not null, seen date default '2020-02-02',"
                + " shout text generated always as (upper(name)) stored)");
        loads.execute("insert into city (id, name) values (7, 'Oslo')");
    }

    @Test
    void rowsAreShownAsTheyWouldBeLoadedAndLettersWithTheirReasons() throws Exception {
        // Given
        String text = "ID;Name\n1;Rome\nx;Bonn\n3\n7;Oslo again\n5;Bern\n";

        // When
        JsonNode preview = loads.preview("city", text, LoadOptions.DEFAULT);

        // Then
        assertThat(preview.path("rows"))
                .hasToString(
                        "[{\"line\":2,\"values\":{\"id\":1,\"name\":\"Rome\",\"seen\":\"2020-02-02\",\"shout\":\"ROME\"}},"
                                + "{\"line\":6,\"values\":{\"id\":5,\"name\":\"Bern\",\"seen\":\"2020-02-02\",\"shout\":\"BERN\"}}]");
        assertThat(preview.path("letters").findValuesAsText("line")).containsExactly("3", "4", "5");
        assertThat(preview.path("letters").get(2).path("reason").asText()).contains("is there already");
        assertThat(preview.path("dialect").path("delimiter").asText()).isEqualTo(";");
        assertThat(preview.path("columns").findValuesAsText("matched")).containsExactly("loose", "loose");
    }

    @Test
    void rowsOfJsonThatNameOtherColumnsEachAreShownAllTheSame() throws Exception {
        // Given
        String text =
                "[{\"id\":1,\"name\":\"Rome\"},{\"id\":2},{\"nom\":\"x\"},{\"name\":\"Bonn\",\"id\":3},{\"id\":\"q\",\"name\":\"y\"}]";

        // When
        JsonNode preview = loads.preview("city", text, LoadRequest.Format.JSON, LoadOptions.DEFAULT);

        // Then
        assertThat(preview.path("rows").findValuesAsText("line")).containsExactly("1", "4");
        assertThat(preview.path("letters").findValuesAsText("line")).containsExactly("2", "3", "5");
    }

    @Test
    void nothingIsLeftOfAPreview() throws Exception {
        // Given
        String text = "id,name\n1,Rome\n";

        // When
        loads.preview("city", text, Loads.options("mode", "replace"));
        loads.preview("town", text, Loads.options("create", "true", "types", "id:smallint"));

        // Then
        assertThat(loads.rows("select id from city")).containsExactly("(7)");
        assertThat(loads.columns("town")).isEmpty();
        assertThat(loads.rows("select 1 from caravanserai.run")).isEmpty();
        assertThat(loads.rows("select 1 from caravanserai.loaded_file")).isEmpty();
        assertThat(loads.load("city", text, LoadOptions.DEFAULT).end().rows().loaded())
                .isEqualTo(1);
    }

    @Test
    void theTableThatWouldBeMadeIsShown() throws Exception {
        // When
        JsonNode preview = loads.preview("town", "id,code\n1,007\n", Loads.options("create", "true"));

        // Then
        assertThat(preview.path("made").findValuesAsText("type")).containsExactly("bigint", "text");
        assertThat(preview.path("rows").get(0).path("values")).hasToString("{\"id\":1,\"code\":\"007\"}");
    }

    @Test
    void bytesThatTheTableHoldsAreShownAsIfTheyWereNew() throws Exception {
        // Given
        String text = "id,name\n1,Rome\n";
        loads.load("city", text, LoadOptions.DEFAULT);

        // When
        JsonNode preview = loads.preview("city", text, Loads.options("mode", "upsert"));

        // Then
        assertThat(preview.path("rows")).hasSize(1);
        assertThat(preview.path("letters")).isEmpty();
    }

    @Test
    void whatWouldBeRefusedIsRefused() {
        // When
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> loads.preview("city", "id,nam\n1,Rome\n", LoadOptions.DEFAULT));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().detail()).contains("nam");
    }
}
