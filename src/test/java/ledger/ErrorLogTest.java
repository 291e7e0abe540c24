package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;

@Tag("every-postgres")
class ErrorLogTest {

    private static final LedgerDatabase DATABASE = new LedgerDatabase();
    private static final UUID RUN = UUID.fromString("01890000-0000-7000-8000-00000000000e");

    @BeforeEach
    void run() throws SQLException {
        DATABASE.execute("delete from caravanserai.dead_letter where run = '" + RUN + "'");
        DATABASE.execute("insert into caravanserai.run (id, kind, subject, door, owner) values ('" + RUN
                + "', 'ingest', 'people', 'http', 'me') on conflict do nothing");
    }

    private static void letter(String hex, String encoding) throws SQLException {
        DATABASE.execute("insert into caravanserai.dead_letter"
                + " (run, table_name, file, line, column_name, sqlstate, reason, raw, encoding) values ('" + RUN
                + "', 'people', 'people.csv', 7, 'name', '23502', 'name is required', '\\x" + hex + "', '" + encoding
                + "')");
    }

    private static String rows() throws SQLException {
        return DATABASE.value(
                "select string_agg(\"row\", '|' order by letter) from caravanserai.error_log where run = '" + RUN
                        + "'");
    }

    @Test
    void aRowIsShownAsTheTextThatItIs() throws SQLException {
        // Given
        letter("312cc3a9", "UTF_8");
        letter("312ce9", "ISO_8859_1");
        letter("312ca4", "ISO_8859_15");
        letter("312c80", "WINDOWS_1252");
        letter("31002c00e9003dd800de", "UTF_16LE");
        letter("0031002c00e9", "UTF_16BE");
        letter("312c", "US_ASCII");

        // When
        String rows = rows();

        // Then
        assertThat(rows).isEqualTo("1,\u00e9|1,\u00e9|1,\u20ac|1,\u20ac|1,\u00e9\ud83d\ude00|1,\u00e9|1,");
    }

    @Test
    void bytesThatAreNoTextSpoilNoReport() throws SQLException {
        // Given
        letter("31ff00", "UTF_8");
        letter("3132", "no encoding");

        // When
        String rows = rows();

        // Then
        assertThat(rows).isEqualTo("1\\377\\000|12");
    }

    @Test
    void whoMayReadTheViewNeedsNoRightOnAnyTable() throws SQLException {
        // Given
        letter("31", "UTF_8");
        String reader = "reader_" + UUID.randomUUID().toString().replace("-", "");
        DATABASE.execute("create role " + reader + "; grant usage on schema caravanserai to " + reader
                + "; grant select on caravanserai.error_log to " + reader);

        // When
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            Query.execute(connection, "set role " + reader);
            List<String> read = Query.list(
                    connection,
                    "select \"table\" || file || line || \"column\" || reason || \"row\" || state as said"
                            + " from caravanserai.error_log where \"time\" is not null",
                    row -> row.getString("said"));

            // Then
            assertThat(read).contains("peoplepeople.csv7namename is required1open");
            assertThatThrownBy(() -> Query.execute(connection, "select 1 from caravanserai.dead_letter"))
                    .hasMessageContaining("permission denied");
        }
    }
}
