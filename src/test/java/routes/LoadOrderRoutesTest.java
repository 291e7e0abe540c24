package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.Statistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Door;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Patience;

/** Files whose tables refer to each other, sent together in every order. */
class LoadOrderRoutesTest extends LedgerCamel {

    private static final int ROWS = 3000;

    private final String suffix = "_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(runs(), new RowsRoutes(), new StatisticsRoutes(new Statistics(POOL)), loading());
    }

    @BeforeEach
    void tables() throws Exception {
        DATABASE.execute("create table departments%1$s (id int primary key, name text)".formatted(suffix));
        DATABASE.execute("create table jobs%1$s (id int primary key, name text)".formatted(suffix));
        DATABASE.execute(
                """
                create table hired%1$s (id int primary key, department int references departments%1$s,
                                        job int references jobs%1$s)"""
                        .formatted(suffix));
    }

    private static String rows(String table) {
        return IntStream.rangeClosed(1, ROWS)
                .mapToObj(i -> table.equals("hired") ? i + "," + i + "," + (i + 7) : i + "," + table + i)
                .collect(Collectors.joining("\n"));
    }

    private LoadRequest request(String table) {
        RunHeader header = RunHeader.next(Door.HTTP);
        try {
            Files.writeString(spool.body(header.run()), rows(table));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spool " + table, e);
        }
        return new LoadRequest(
                header,
                table + suffix,
                spool.body(header.run()),
                table + ".csv",
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hired departments jobs",
                "hired jobs departments",
                "departments hired jobs",
                "departments jobs hired",
                "jobs hired departments",
                "jobs departments hired"
            })
    void everyOrderOfSendingGivesTheSameRowsAndLetters(String sent) throws Exception {
        // Given
        List<LoadRequest> form =
                List.of(sent.split(" ")).stream().map(this::request).toList();

        // When
        accepted.together(form);
        List<Run> runs = new ArrayList<>();
        for (LoadRequest request : form) {
            runs.add(template.requestBody("direct:ingest-promise", request, Run.class));
        }

        // Then
        for (Run run : runs) {
            await().until(() -> ledger.find(run.id()).orElseThrow().state() != RunState.RUNNING);
        }
        assertThat(DATABASE.value("select count(*) from hired" + suffix)).isEqualTo(String.valueOf(ROWS - 7));
        assertThat(DATABASE.value("select string_agg(sqlstate || line, ' ' order by line) from caravanserai.dead_letter"
                        + " where table_name like '%" + suffix + "'"))
                .isEqualTo(IntStream.rangeClosed(ROWS - 6, ROWS)
                        .mapToObj(line -> "23503" + line)
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hired departments jobs", "jobs departments hired", "departments hired jobs"})
    void inTheInboxTheyLoadInThatOrderToo(String sent) throws Exception {
        // Given
        for (String table : sent.split(" ")) {
            Files.writeString(folder.resolve("inbox").resolve(table + suffix + ".csv"), rows(table));
        }

        // When
        start("ingest-inbox");

        // Then
        await().atMost(Patience.LIMIT)
                .until(() -> Files.exists(folder.resolve("inbox/.rejected/hired" + suffix + ".csv")));
        assertThat(DATABASE.value("select count(*) from hired" + suffix)).isEqualTo(String.valueOf(ROWS - 7));
        assertThat(folder.resolve("inbox/.loaded/jobs" + suffix + ".csv")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hired departments jobs", "jobs departments hired"})
    void aRestartLoadsWhatWasPromisedInTheSameOrder(String sent) throws Exception {
        // Given
        for (String table : sent.split(" ")) {
            LoadRequest request = request(table);
            spool.promise(request);
            gone().begin(request);
        }

        // When
        start("runs-resume");

        // Then
        await().until(() -> DATABASE.value(
                        "select count(*) from caravanserai.run where state <> 'running' and subject like '%" + suffix
                                + "'")
                .equals("3"));
        assertThat(DATABASE.value("select count(*) from hired" + suffix)).isEqualTo(String.valueOf(ROWS - 7));
    }

    @Test
    void aParentThatIsRefusedReleasesItsChildren() throws Exception {
        // Given
        LoadRequest hired = request("hired");
        LoadRequest departments = request("departments");
        Files.write(departments.path(), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0, 1});
        List<LoadRequest> form = List.of(hired, departments);

        // When
        accepted.together(form);
        for (LoadRequest request : form) {
            template.requestBody("direct:ingest-promise", request, Run.class);
        }

        // Then
        await().until(() -> standing(hired).state() != RunState.RUNNING);
        assertThat(standing(departments).state()).isEqualTo(RunState.REFUSED);
        assertThat(standing(hired).rows().rejected()).isEqualTo(ROWS);
    }
}
