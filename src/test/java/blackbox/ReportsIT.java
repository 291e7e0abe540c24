package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reports from outside: a file that is laid into the folder is read at every door. */
class ReportsIT {

    private final Service service = SharedService.get();

    private void write(String name, String text) throws Exception {
        Path folder = Files.createDirectories(service.home().resolve("reports"));
        Files.writeString(folder.resolve(name + ".sql"), text);
    }

    @Test
    void aFileInTheFolderIsReadAtEveryDoor() throws Exception {
        // Given
        service.sql("create table if not exists sold (id int primary key, price numeric(10, 2))");
        service.sql("insert into sold select n, n + 0.50 from generate_series(1, 3) n on conflict do nothing");
        write(
                "sold",
                """
                -- parameter: least numeric = 0
                -- needs: sold(id, price)
                select id, price from sold where price >= :least order by id
                """);

        // When
        Service.Answer json = service.get("/api/v1/reports/sold?least=2");
        Service.Answer csv = service.get("/api/v1/reports/sold.csv");
        Service.Answer posted = service.post("/api/v1/reports/sold", "application/json", "{\"least\":3.5}");
        Service.Answer asOfOld = service.post("/metric1", "application/json", "{\"year\":\"soon\"}");
        Service shot = service.beside()
                .with("REPORTS_FOLDER", service.home().resolve("reports").toString());
        Service.Finished text = shot.command("report", "sold", "-p", "least=2");
        Service.Finished csvText = shot.command("report", "sold", "--output", "csv");
        Service.Finished none = shot.command("report", "nowhere");

        // Then
        assertThat(json.status()).as(json.body()).isEqualTo(200);
        assertThat(json.json().get("rows").toString())
                .isEqualTo("[{\"id\":2,\"price\":2.50},{\"id\":3,\"price\":3.50}]");
        assertThat(csv.body()).isEqualTo("id,price\r\n1,1.50\r\n2,2.50\r\n3,3.50\r\n");
        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(posted.json().get("rows")).hasSize(1);
        assertThat(asOfOld.status()).isEqualTo(400);
        assertThat(asOfOld.json().get("detail").asText()).isEqualTo("year is a whole number, not \"soon\"");
        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).isEqualTo("id  price\n2   2.50\n3   3.50\n");
        assertThat(csvText.out()).isEqualTo(csv.body());
        assertThat(none.exitCode()).isEqualTo(6);
        assertThat(none.err()).contains("there is no report \"nowhere\"");
    }

    @Test
    void aTableThatIsMissingIsNamed() throws Exception {
        // Given
        write("unsold", "-- needs: unsold(id)\nselect id from unsold");

        // When
        Service.Answer answer = service.get("/api/v1/reports/unsold");

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("detail").asText())
                .isEqualTo("the report unsold reads the table unsold, and there is none");
    }
}
