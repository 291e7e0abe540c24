package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import architecture.StatementFiles.StatementFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import ledger.TestLedger;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TestServer;

/** Every file of SQL is one that the server understands, before anybody needs it. */
class StatementsTest {

    /** A named value of a route, which is bound like any other. */
    private static final Pattern NAMED_VALUE = Pattern.compile(":#(?:\\w+|\\$\\{[^}]*})");

    private static final Pattern MAKES_TABLES = Pattern.compile("(?i)\\bcreate (?:table|schema)\\b");

    private static final String OTHER_NAMES = "functions that are called so in some versions alone, and are run there";

    /** What is not looked at, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "recovery/start-copy.sql", OTHER_NAMES,
            "recovery/stop-copy.sql", OTHER_NAMES,
            "recovery/start-copy-14.sql", OTHER_NAMES,
            "recovery/stop-copy-14.sql", OTHER_NAMES);

    @Test
    void theServerUnderstandsEveryStatement() throws SQLException {
        // Given
        String url = TestLedger.createDatabase();
        List<StatementFile> files = StatementFiles.all();
        List<String> faults = new ArrayList<>();
        try (Connection connection = TestServer.dataSource(url).getConnection()) {
            for (StatementFile file : files) {
                if (MAKES_TABLES.matcher(file.withoutComments()).find()) {
                    Query.execute(connection, file.text());
                }
            }

            // When
            for (StatementFile file : files) {
                if (!LEFT_OUT.containsKey(file.path())) {
                    describe(connection, file, faults);
                }
            }
        }

        // Then
        assertThat(faults).isEmpty();
        assertThat(files).hasSizeGreaterThan(100);
    }

    @Test
    void everyStatementSaysFirstWhy() {
        // When
        List<String> silent = StatementFiles.all().stream()
                .filter(file -> !file.text().startsWith("-- "))
                .map(StatementFile::path)
                .toList();

        // Then
        assertThat(silent).isEmpty();
    }

    /** The server parses and analyses it, and runs nothing. */
    private static void describe(Connection connection, StatementFile file, List<String> faults) {
        String text = NAMED_VALUE.matcher(file.text()).replaceAll("?");
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            statement.getMetaData();
        } catch (SQLException e) {
            faults.add(file.path() + ": " + e.getMessage());
        }
    }
}
