package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.Statistics;
import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postgres.Query;

class StatisticsRoutesTest extends LedgerCamel {

    private final Statistics statistics = new Statistics(POOL);

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(new StatisticsRoutes(statistics));
    }

    @BeforeEach
    void table() throws Exception {
        DATABASE.execute("drop table if exists \"Many rows\"; create table \"Many rows\" (id int);"
                + " insert into \"Many rows\" select generate_series(1, 12345)");
    }

    private Run loaded(String table, long rows) throws SQLException {
        LoadRequest request = new LoadRequest(
                RunHeader.next(Door.HTTP),
                table,
                folder.resolve("body"),
                "rows.csv",
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
        ledger.begin(request);
        return template.requestBody(
                "direct:runs-finish", RunEnd.done(request.run(), new Rows(rows, rows, 0, 0, 0), null), Run.class);
    }

    private long knownRows() throws SQLException {
        try (var connection = POOL.getConnection()) {
            return Query.first(
                            connection,
                            "select reltuples::bigint from pg_class where relname = 'Many rows'",
                            row -> row.getLong(1))
                    .orElseThrow();
        }
    }

    @Test
    void aTableThatHasGrownIsAnalyzed() throws Exception {
        // When
        template.sendBody("seda:statistics-due", loaded("Many rows", 12_345));

        // Then
        await().untilAsserted(() -> assertThat(knownRows()).isEqualTo(12_345));
    }

    @Test
    void aTableThatIsThereNoMoreIsLetPass() throws Exception {
        // Given
        Run gone = loaded("never there", 12_345);

        // When
        List<String> statements = statistics.renewal(gone);

        // Then
        assertThat(statements).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9999, false", "10000, true"})
    void fewRowsAreLeftToAutovacuum(long rows, boolean stale) throws Exception {
        // When
        Run run = loaded("Many rows", rows);

        // Then
        assertThat(statistics.areStale(run)).isEqualTo(stale);
    }
}
