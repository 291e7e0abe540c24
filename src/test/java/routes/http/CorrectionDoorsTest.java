package routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.Redrive;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

class CorrectionDoorsTest extends HttpCamel {

    private static final String SHEET = "/api/v1/dead-letters.csv";
    private static final String CSV = "text/csv";

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        BodySpool bodies = new BodySpool(server.getVertx(), spool, ingestSettings);
        bodies.listen(router);
        return doors(
                mocked("runs-begin"),
                new RunDoors(ledger, waiters),
                new DeadLetterDoors(corrections()),
                new CorrectionDoors(new SheetUploads(bodies, spool, ingestSettings)));
    }

    @Test
    void aSheetThatComesBackIsARedrive() throws Exception {
        // Given
        becoming(RunState.DONE, null);

        // When
        HttpResponse<String> answer =
                post(SHEET + "?table=people&delimiter=;", "_letter;name\n7;Ann\n", "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        Redrive.Request asked = asked(Redrive.Request.class);
        assertThat(asked.kind().name()).isEqualTo("redrive");
        assertThat(asked.subject()).isEqualTo("people");
        assertThat(Files.readString(asked.sheet().path())).isEqualTo("_letter;name\n7;Ann\n");
        assertThat(asked.sheet().options().text("delimiter")).contains(";");
    }

    @Test
    void anythingElseThanASheetIsUnsupported() {
        // When
        HttpResponse<String> answer = post(SHEET, "[]", "Content-Type", "application/json");

        // Then
        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void aParameterThatThereIsNotIsMalformed() {
        // When
        HttpResponse<String> answer = post(SHEET + "?tabel=people", "_letter\n7\n", "Content-Type", CSV);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("hint").asText()).startsWith("did you mean table?");
    }

    @Test
    void theSheetIsDownloadedAtTheSamePath() {
        // When
        HttpResponse<String> answer = get(SHEET + "?table=nobodys");

        // Then
        assertThat(answer.body()).isEqualTo("_letter,_line,_column,_reason,_raw\r\n");
    }
}
