package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import ledger.Rows;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;

/** Files that are no plain CSV become rows as well. */
class FileKindsTest extends LoadingCamel {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyLineOfJsonIsARowAndABadOneIsALetter() throws Exception {
        // Given
        make("id int, name text, o jsonb");
        String lines = "\uFEFF{\"id\":1.0,\"name\":\"Ann\",\"o\":\"plain\"}\r\n\n"
                + "{\"id\":2,\"name\":\"Bob\"\n"
                + "[3,\"Cid\",{\"a\":[1]}]\n"
                + "\"four\"\n"
                + "{\"ID\":5,\"N_a_m_e\":null} {}\n"
                + "{\"id\":6,\"id\":7}\n"
                + "{\"ID\":8,\"NAME \":null}";

        // When
        Run run = loadFile("people.jsonl", utf8(lines));

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows()).isEqualTo(new Rows(7, 3, 4, 0, 0));
        assertThat(rows()).isEqualTo("(1,Ann,\"\"\"plain\"\"\") (3,Cid,\"{\"\"a\"\": [1]}\") (8,,)");
        assertThat(DATABASE.value("select string_agg(line::text, ' ' order by line) from caravanserai.dead_letter"
                        + " where table_name = '" + table + "'"))
                .isEqualTo("3 5 6 7");
    }

    @Test
    void linesOfJsonMayBeManyAndPacked() throws Exception {
        // Given
        make("id int, name text");
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 20_000; i++) {
            lines.append("{\"id\":").append(i).append(",\"name\":\"n\"}\n");
        }

        // When
        Run run = loadFile("people.ndjson.zst", Zstd.compress(utf8(lines.toString())));

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(20_000, 20_000, 0, 0, 0));
        assertThat(DATABASE.value("select sum(id) from " + table)).isEqualTo("200010000");
    }

    @Test
    void membersGoWhereItIsSaid() throws Exception {
        // Given
        make("id int, name text");

        // When
        Run run = loadFile(
                "people.jsonl",
                utf8("{\"id\":1,\"Full name\":\"Ann\",\"city\":\"Rome\"}\n"),
                "map",
                "Full name:name",
                "unknown-columns",
                "ignore");

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(1,Ann)");
    }

    @Test
    void oneDocumentOverSeveralLinesIsRefusedRatherThanALetterForEach() throws Exception {
        // Given
        make("id int, name text");

        // When
        Run run = loadFile("people.jsonl", utf8("[\n  {\"id\": 1}\n]\n"));

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().hint()).contains("jq -c");
    }

    @Test
    void zstdIsUnpacked() throws Exception {
        // Given
        make("id int, name text");

        // When
        Run run = loadFile("people.csv.zst", Zstd.compress(utf8("id,name\n1,Ann\n")));

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(1,Ann)");
    }
}
