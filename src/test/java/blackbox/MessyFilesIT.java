package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small files as people really send them, with the right answer, which is the same at every door. */
class MessyFilesIT {

    private static final String PAY = "booked date, valued date, text text, amount numeric, currency text";
    private static final String CONTACTS = "name text, city text, email text";
    private static final String RENT = "(2021-02-01,2021-02-02,Rent,-950.00,EUR)";
    private static final String RENT_AND_SALARY = RENT + " (2021-02-03,2021-02-03,Salary,2100.50,EUR)";
    private static final String GERMAN =
            "(2021-02-01,2021-02-02,Miete,-1950.00,EUR) (2021-02-13,2021-02-14,Lohn,2100.50,EUR)";
    private static final String ADA = "(Ada,London,ada@example.org)";
    private static final String DAYS = "(1,2021-02-03,\"2021-02-03 14:05:00\") (2,2020-12-25,\"2020-12-25 09:00:00\")"
            + " (3,2021-05-04,\"2021-05-04 10:00:00\")";
    private static final String JUERGEN = "(1,Jürgen) (2,Ann) (3,\"5 €\")";

    private final Service service = SharedService.get();
    private static int cases;

    /**
     * A file, and what becomes of it.
     *
     * @param columns of its table, which is there and empty; null for one that is made
     * @param options name=value
     */
    private record Messy(String file, String columns, List<String> options, String state, String rows) {
        @Override
        public String toString() {
            return file + " " + options;
        }
    }

    private static Messy auto(String file, String columns, String state, String rows) {
        return new Messy(file, columns, List.of(), state, rows);
    }

    private static Messy told(String file, String columns, String state, String rows, String... options) {
        return new Messy(file, columns, List.of(options), state, rows);
    }

    private static Messy made(String file, String rows) {
        return new Messy(file, null, List.of("create=true"), "done", rows);
    }

    private static Stream<Messy> files() {
        String days = "id int, d date, ts timestamp";
        String truths = "id int, b boolean";
        String names = "id int, name text";
        return Stream.of(
                auto("c01-sep-line", PAY, "done", RENT_AND_SALARY),
                auto("c02-german", PAY, "done", GERMAN),
                told("c02-german", PAY, "done", GERMAN, "dates=dmy", "decimal=,", "thousands=."),
                auto("c03-preamble", PAY, "done", RENT_AND_SALARY),
                auto("c04-header-spelling", PAY, "refused", null),
                told("c04-header-spelling", PAY, "done", RENT, "map=Amount (EUR):amount"),
                auto("c06-extra-column", PAY, "refused", null),
                told("c06-extra-column", PAY, "done", RENT, "unknown-columns=ignore"),
                auto("c08-foreign-header-text", CONTACTS, "refused", null),
                auto("c10-sep-reordered", CONTACTS, "done", ADA),
                auto("c13-partial-reordered", CONTACTS, "refused", null),
                auto("c12-header-stray-quote", CONTACTS, "done", ADA),
                auto("c15-dmy", days, "refused", null),
                told("c15-dmy", days, "done", DAYS, "dates=dmy"),
                auto("c17-bools", truths, "done-with-rejects", "(11,t) (12,t) (13,t) (3,t) (4,f) (5,t) (6,f)"),
                told(
                        "c17-bools",
                        truths,
                        "done-with-rejects",
                        "(1,t) (11,t) (12,t) (13,t) (2,f) (3,t) (4,f) (5,t) (6,f) (7,t)",
                        "booleans=Ja,WAHR/Nein"),
                told(
                        "c18-nulls",
                        "id int, a int, t text",
                        "done",
                        "(1,,) (2,,) (3,,) (4,,) (5,,\"\") (6,,)",
                        "null=NULL,\\N,NA,#N/A,-"),
                told(
                        "c20-mysql-outfile",
                        "id int, n int, t text",
                        "done",
                        "(1,,\"it\tis\") (2,5,\"line\nbreak\") (3,6,\"back\\\\slash\") (4,7,\"a \"\"quote\"\" here\")",
                        "header=absent",
                        "delimiter=tab",
                        "escape=\\"),
                auto("c23-trailing-delim", "a int, b int, c int", "done", "(1,2,3) (4,5,6)"),
                auto("c33-zero-width", names, "done", "(1,x) (2,y) (3,z\u200B)"),
                auto("c37-cp1252", names, "refused", null),
                told("c37-cp1252", names, "done", JUERGEN, "encoding=windows-1252"),
                auto("d1-short-row", "id serial, name text, hired date, salary int", "rejected", null),
                told("d2-upsert", "id int primary key, d date, n int", "rejected", null, "mode=upsert"),
                told("d5-replace-all-bad", "id int, v int", "refused", null, "mode=replace"),
                made("t03b", "(1,2,3)"),
                made("t03g", "(DE,1,2,3)"),
                made("t05", "(1,2,3) (4,5,6)"),
                made("t20", "(1,+4930123456) (2,+33140205050)"));
    }

    private static byte[] bytes(Messy messy) throws IOException {
        return MessyFilesIT.class
                .getResourceAsStream("/messy/" + messy.file + ".csv")
                .readAllBytes();
    }

    private String table(Messy messy, String door) {
        String table = "messy_" + door + ++cases;
        if (messy.columns != null) {
            service.sql("create table " + table + " (" + messy.columns + ")");
        }
        return table;
    }

    private void isRight(Messy messy, String table, JsonNode run) {
        assertThat(run.path("state").asText()).as("%s", run).isEqualTo(messy.state);
        boolean there = messy.columns != null || messy.rows != null;
        if (there) {
            assertThat(service.value(
                            "select string_agg(whole::text, ' ' order by whole::text) from " + table + " whole"))
                    .isEqualTo(messy.rows);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void byForm(Messy messy) throws IOException {
        // Given
        String table = table(messy, "form");
        List<String> fields = new ArrayList<>(List.of("table=" + table));
        fields.addAll(messy.options);
        StringBuilder form = new StringBuilder();
        for (String field : fields) {
            String[] said = field.split("=", 2);
            form.append("--x\r\nContent-Disposition: form-data; name=\"" + said[0] + "\"\r\n\r\n" + said[1] + "\r\n");
        }
        form.append("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"any.csv\"\r\n\r\n")
                .append(new String(bytes(messy), StandardCharsets.ISO_8859_1))
                .append("\r\n--x--\r\n");

        // When
        Service.Answer answer = service.send(service.request("/api/v1/uploads")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString(), StandardCharsets.ISO_8859_1))
                .build());

        // Then
        isRight(messy, table, answer.json().at("/runs/0"));
        assertThat(answer.status()).isEqualTo(messy.state.startsWith("done") ? 200 : 422);
    }

    @ParameterizedTest
    @MethodSource("files")
    void byInbox(Messy messy) throws IOException {
        // Given
        String table = table(messy, "inbox");
        service.drop(table + "/load.properties", String.join("\n", messy.options) + "\n");

        // When
        service.drop(table + "/any.csv", bytes(messy));

        // Then
        isRight(messy, table, service.ended(table + "/any.csv"));
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("files")
    void byCommand(Messy messy) throws IOException {
        // Given
        String table = table(messy, "command");
        Service shot = service.beside();
        Path file = Files.write(shot.home().resolve("any.csv"), bytes(messy));
        List<String> words = new ArrayList<>(List.of("ingest", file.toString(), "--table", table, "--output", "json"));
        for (String option : messy.options) {
            String[] said = option.split("=", 2);
            words.add("--" + said[0]);
            if (!said[0].equals("create")) {
                words.add(said[1]);
            }
        }

        // When
        Service.Finished finished = shot.command(words.toArray(String[]::new));

        // Then
        JsonNode told = new ObjectMapper().readTree(finished.out());
        isRight(messy, table, told.has("runs") ? told.at("/runs/0") : told);
        assertThat(finished.exitCode()).isEqualTo(exitCode(messy.state));
    }

    private static int exitCode(String state) {
        return Arrays.asList("done", "", "", "done-with-rejects", "refused")
                .indexOf(state.replace("rejected", "done-with-rejects"));
    }
}
