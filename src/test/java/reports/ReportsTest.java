package reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {

    @TempDir
    private Path folder;

    private Reports reports() {
        return new Reports(new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(ReportSettings.class)
                .withDefaultValue("reports.folder", folder.toString())
                .withDefaultValue("reports.ours.cron", "0 0 6 * * ?")
                .withDefaultValue("reports.ours.parameters.day", "2021-02-01")
                .build()
                .getConfigMapping(ReportSettings.class));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private ReportFacts facts(String name) {
        return reports().list().stream()
                .filter(report -> report.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thoseThatCameWithTheServiceAreThere() {
        // When
        List<ReportFacts> all = reports().list();

        // Then
        assertThat(all).extracting(ReportFacts::name).containsExactly("departments-above-mean", "hires-by-quarter");
        assertThat(all).allSatisfy(report -> {
            assertThat(report.fault()).isNull();
            assertThat(report.shipped()).isTrue();
            assertThat(report.description()).isNotBlank();
            assertThat(report.parameters().get(0).otherwise().asInt()).isEqualTo(2021);
        });
        assertThat(facts("hires-by-quarter").chart())
                .isEqualTo(new Chart(Chart.Kind.STACKED_BARS, "department", List.of("q1", "q2", "q3", "q4")));
    }

    @Test
    void aFileInTheFolderIsAReportAsSoonAsItLiesThere() throws IOException {
        // Given
        Reports reports = reports();
        write(
                "ours.sql",
                """
                -- Whose it is and why.
                -- title: Ours
                -- description: What is ours,
                -- description: by day.
                -- parameter: day date = 2021-01-31 (from that day on)
                -- parameter: named text
                -- chart: lines of a, b by day
                -- needs: t(a, b), s.u(c)
                select :day, :named
                """);

        // When
        ReportFacts ours = reports.list().stream()
                .filter(report -> report.name().equals("ours"))
                .findFirst()
                .orElseThrow();
        write("ours.sql", "select 2");
        ReportRequest changed = reports.ask("ours", Map.of());

        // Then
        assertThat(ours.title()).isEqualTo("Ours");
        assertThat(ours.description()).isEqualTo("What is ours, by day.");
        assertThat(ours.shipped()).isFalse();
        assertThat(ours.cron()).isEqualTo("0 0 6 * * ?");
        assertThat(ours.parameters()).extracting(Parameter::name).containsExactly("day", "named");
        assertThat(ours.parameters().get(0).description()).isEqualTo("from that day on");
        assertThat(ours.parameters().get(1).otherwise()).isNull();
        assertThat(changed.report().statement().sql().strip()).isEqualTo("select 2");
    }

    @Test
    void oneOfOnesOwnTakesThePlaceOfAShippedOne() throws IOException {
        // Given
        write("hires-by-quarter.sql", "-- title: Ours\nselect 1");

        // When
        ReportFacts facts = facts("hires-by-quarter");

        // Then
        assertThat(facts.title()).isEqualTo("Ours");
        assertThat(facts.shipped()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- parameter: year                  | a parameter is",
                "-- parameter: database text         | a parameter is",
                "-- parameter: year number           | there is no type number",
                "-- parameter: year integer = soon   | the default of year is a whole number",
                "-- chart: pie of a by b             | a chart is",
                "-- needs: t, u                      | what a report needs is",
                "-- notes: elsewhere.sql             | there is no elsewhere.sql",
                "-- notes: ../secret.sql             | there is no ../secret.sql",
            })
    void aHeaderThatCannotBeUnderstoodIsTold(String line, String fault) throws IOException {
        // Given
        write("ours.sql", line.strip() + "\nselect 1");

        // When
        ReportFacts facts = facts("ours");

        // Then
        assertThat(facts.fault()).contains("the report ours cannot be read", fault);
        assertThatThrownBy(() -> reports().ask("ours", Map.of())).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hires-by-quarter  | year | 2021x                | year is a whole number, not \"2021x\"",
                "hires-by-quarter  | year | 99999999999          | year is a whole number",
                "hires-by-quarter  | yaer | 2021                 | has no parameter \"yaer\"",
                "typed             | n    | 1e999999999          | n is a number",
                "typed             | b    | yes                  | b is true or false",
                "typed             | d    | 2021-02-30           | d is a date",
                "typed             | t    | 2021-02-03T00:00:00  | t is a time with a zone",
                "typed             | u    | x                    | u is a UUID",
                "typed             | n    |                      | n is missing",
            })
    void aValueThatIsNoneIsMalformed(String name, String parameter, String value, String detail) throws IOException {
        // Given
        write(
                "typed.sql",
                """
                -- parameter: n numeric
                -- parameter: b boolean = true
                -- parameter: d date = 2021-01-01
                -- parameter: t timestamptz = 2021-01-01T00:00:00Z
                -- parameter: u uuid = 00000000-0000-0000-0000-000000000000
                select 1
                """);
        Map<String, String> said = value == null ? Map.of() : Map.of(parameter, value);
        if (!parameter.equals("n") && name.equals("typed")) {
            said = Map.of(parameter, value, "n", "1.50");
        }
        Map<String, String> all = said;

        // When
        var asking = assertThatThrownBy(() -> reports().ask(name, all));

        // Then
        asking.isInstanceOfSatisfying(ProblemException.class, trouble -> {
            assertThat(trouble.problem().status()).isEqualTo(400);
            assertThat(trouble.problem().detail()).contains(detail);
        });
    }

    @Test
    void whatIsNoTextIsToldAndWhatIsNoFileIsNoReport() throws IOException {
        // Given
        Files.write(folder.resolve("latin.sql"), new byte[] {'s', (byte) 0xFF});
        Files.createDirectory(folder.resolve("folder.sql"));
        write("large.sql", "select 1 -- " + "x".repeat(1 << 20));

        // When
        List<ReportFacts> all = reports().list();

        // Then
        assertThat(facts("latin").fault()).contains("latin.sql is not in UTF-8");
        assertThat(facts("large").fault()).contains("larger than 1 MiB");
        assertThat(all).extracting(ReportFacts::name).doesNotContain("folder");
    }

    @ParameterizedTest
    @CsvSource({"no-such", "../hires-by-quarter", "hires.notes", "''"})
    void aReportThatThereIsNotIsNotFound(String name) {
        // When
        var asking = assertThatThrownBy(() -> reports().ask(name, Map.of()));

        // Then
        asking.isInstanceOfSatisfying(
                ProblemException.class,
                trouble -> assertThat(trouble.problem().status()).isEqualTo(404));
    }

    @Test
    void whatIsSentByItselfIsAskedAsItIsSet() throws IOException {
        // Given
        write("ours.sql", "-- parameter: day date\nselect :day");

        // When
        ReportRequest request = reports().scheduled("ours");

        // Then
        assertThat(request.values().get("day").asText()).isEqualTo("2021-02-01");
        assertThat(request.database()).isEqualTo("main");
    }
}
