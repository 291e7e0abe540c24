package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Copy;
import postgres.Databases;
import postgres.Query;
import postgres.TestServer;
import reports.ReportAnswer;
import reports.ReportReader;
import reports.ReportSettings;
import reports.Reports;

/** The reports that come with the service, whatever the server's settings and the type of a hire's moment. */
@Tag("every-postgres")
class HiresTest extends PlainCamel {

    /** Beside the checkout, or beside the folder of all its worktrees. */
    private static final Path GLOBANT = Stream.of("..", "../..")
            .map(above -> Path.of(above, "shared", "data", "globant"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(Path.of("no", "such", "folder"));

    private final String url = TestServer.createDatabase();
    private final ReportSettings settings = new SmallRyeConfigBuilder()
            .withConverter(Path.class, 100, Path::of)
            .withMapping(ReportSettings.class)
            .withDefaultValue("reports.folder", "no-such-folder")
            .build()
            .getConfigMapping(ReportSettings.class);
    private final Reports reports = new Reports(settings);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        context.addRoutesConfigurations(new FailureRoutes());
        Databases databases = new Databases(TestServer.dataSource(url), Map::of);
        return new RoutesBuilder[] {new ReportRoutes(reports, new ReportReader(databases, settings), settings)};
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("ledger", TestServer.dataSource(url));
    }

    private ReportAnswer read(String name, String... said) {
        Map<String, String> values = said.length == 0 ? Map.of() : Map.of(said[0], said[1]);
        return template.requestBody("direct:report-read", reports.ask(name, values), ReportAnswer.class);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            Query.execute(connection, sql);
        }
    }

    private void copy(String table, Path file) throws SQLException, IOException {
        try (Connection connection = TestServer.dataSource(url).getConnection();
                Copy copy = Copy.in(connection, "copy " + table + " from stdin (format csv)")) {
            byte[] bytes = Files.readAllBytes(file);
            copy.write(bytes, 0, bytes.length);
            copy.end();
        }
    }

    /** Settings that would show, were times or names read by them. */
    private void makeOdd() throws SQLException {
        String name = url.substring(url.lastIndexOf('/') + 1);
        execute("alter database " + name + " set timezone to 'Pacific/Kiritimati'");
        execute("alter database " + name + " set datestyle to 'German, DMY'");
    }

    private void make(String moment) throws SQLException {
        execute("create table departments (id int, department text)");
        execute("create table jobs (id int, job text)");
        execute("create table hired_employees (id int, name text, datetime " + moment
                + ", department_id int, job_id int)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "timestamp", "timestamptz"})
    void theFiguresAreThoseOfTheFiles(String moment) throws Exception {
        // Given
        assumeThat(GLOBANT).isDirectory();
        makeOdd();
        make(moment);
        copy("departments", GLOBANT.resolve("departments.csv"));
        copy("jobs", GLOBANT.resolve("jobs.csv"));
        execute("create table said (id int, name text, datetime text, department_id int, job_id int)");
        copy("said", GLOBANT.resolve("hired_employees.csv"));
        execute("insert into hired_employees select id, name, datetime::" + moment + ", department_id, job_id from said"
                + " where said is not null");

        // When
        ReportAnswer quarters = read("hires-by-quarter");
        ReportAnswer above = read("departments-above-mean");

        // Then
        assertThat(quarters.columns()).containsExactly("department", "job", "q1", "q2", "q3", "q4");
        assertThat(quarters.rows()).hasSize(933);
        assertThat(List.of("q1", "q2", "q3", "q4"))
                .map(quarter -> sum(quarters, quarter))
                .containsExactly(249, 454, 453, 487);
        List<String> names = quarters.rows().stream()
                .map(row ->
                        row.get("department").asText() + "\0" + row.get("job").asText())
                .toList();
        assertThat(names)
                .isSortedAccordingTo(Comparator.comparing(
                        name -> name.getBytes(StandardCharsets.UTF_8),
                        (a, b) -> java.util.Arrays.compareUnsigned(a, b)));
        assertThat(above.columns()).containsExactly("id", "department", "hired");
        assertThat(above.rows()).hasSize(7);
        assertThat(above.rows().get(0).get("department").asText()).isEqualTo("Support");
        assertThat(above.rows().get(0).get("hired").asInt()).isEqualTo(216);
        assertThat(above.rows().get(6).get("department").asText()).isEqualTo("Marketing");
        assertThat(above.rows().get(6).get("hired").asInt()).isEqualTo(142);
        assertThat(quarters.notes()).isEmpty();
        assertThat(above.notes()).isEmpty();
    }

    private static int sum(ReportAnswer answer, String column) {
        return answer.rows().stream().mapToInt(row -> row.get(column).asInt()).sum();
    }

    @Test
    void aYearBeginsAndEndsInUtc() throws Exception {
        // Given
        makeOdd();
        make("text");
        execute("insert into departments values (1, 'a'); insert into jobs values (1, 'b')");
        List<String> moments = List.of(
                "2020-12-31T23:59:59Z",
                "2021-01-01T00:00:00Z",
                "2021-01-01T01:00:00+02:00",
                "2021-03-31 23:30:00-01",
                "2021-12-31",
                "2021-12-31 23:59:59.999",
                "2022-01-01T00:00:00+0030");
        for (String moment : moments) {
            execute("insert into hired_employees values (1, 'x', '" + moment + "', 1, 1)");
        }

        // When
        ReportAnswer quarters = read("hires-by-quarter");
        ReportAnswer before = read("hires-by-quarter", "year", "2020");

        // Then
        ObjectNode row = quarters.rows().get(0);
        assertThat(List.of("q1", "q2", "q3", "q4"))
                .map(quarter -> row.get(quarter).asInt())
                .containsExactly(1, 1, 0, 3);
        assertThat(before.rows().get(0).get("q4").asInt()).isEqualTo(2);
    }

    @Test
    void rowsWhoseMomentIsNoDateAreCountedInTheNotes() throws Exception {
        // Given
        make("text");
        execute("insert into departments values (1, 'a'), (2, 'c'); insert into jobs values (1, 'b')");
        List<String> moments = new ArrayList<>(List.of(
                "soon",
                "",
                "2021-02-29",
                "2021-13-01",
                "2021-00-10",
                "2021-04-31T00:00:00Z",
                "0000-01-01",
                "2021-01-01 25:00",
                "infinity",
                "01.02.2021",
                "2021-01-01T00:00:00+99"));
        moments.add("2021-05-05 00:00:00");
        for (String moment : moments) {
            execute("insert into hired_employees values (1, 'x', '" + moment + "', 1, 1)");
        }
        execute("insert into hired_employees values (1, 'x', null, 1, 1)");

        // When
        ReportAnswer quarters = read("hires-by-quarter");
        ReportAnswer above = read("departments-above-mean");

        // Then
        assertThat(sum(quarters, "q2")).isEqualTo(1);
        assertThat(quarters.rows()).hasSize(1);
        assertThat(quarters.notes()).containsExactly("12 rows of hired_employees are left out: datetime is no date");
        assertThat(above.rows()).hasSize(1);
        assertThat(above.rows().get(0).get("hired").asInt()).isEqualTo(1);
        assertThat(above.notes()).isEqualTo(quarters.notes());
    }
}
