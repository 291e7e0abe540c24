package recovery.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Lsn;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

@Tag("every-postgres")
class IncidentWatchTest {

    @TempDir
    Path temporary;

    @Test
    void aWatchThatIsKilledAndBeginsAgainMissesNothingAndTellsNothingTwice() throws Exception {
        // Given
        try (WalServer server =
                        WalServer.embedded(temporary, ServerSettings.ofItsOwn(0).with("wal_keep_size", "1GB"));
                Connection open = server.connect("postgres")) {
            WalSource source = WalSource.of(server.wal(), 1);
            Lsn start = server.flushed();
            String state = new IncidentState(start, start, CatalogReading.of(server)).text();
            open.setAutoCommit(false);
            List<String> told = new ArrayList<>();

            // When
            state = step(source, state, told, server, "create table \"tab\tle\" as select generate_series(1, 100) a");
            run(open, "create table made as select generate_series(1, 10) a");
            state = step(source, state, told, server, "create table b as select generate_series(1, 2000) a");
            state = step(source, state, told, server, "alter table b rename to bb");
            run(open, "insert into made select generate_series(1, 5)");
            state = step(source, state, told, server, "delete from bb where a <= 1500", "vacuum full pg_class");
            open.commit();
            state = step(source, state, told, server, "truncate \"tab\tle\"");
            run(open, "delete from bb");
            state = step(source, state, told, server, "truncate made", "select pg_switch_wal()", "vacuum full made");
            open.commit();
            step(source, state, told, server, "drop table bb");

            // Then
            assertThat(told)
                    .containsExactly(
                            "DELETE bb 1500", "TRUNCATE tab\tle 100", "TRUNCATE made 15", "DELETE bb 500", "DROP bb 0");
        }
    }

    @Test
    void aStateThatWasNotKeptWholeIsNone() {
        // Given
        String text = new IncidentState(new Lsn(7), new Lsn(5), new Relations()).text();

        // When, Then
        assertThat(IncidentState.parse(text).judgedTo()).isEqualTo(new Lsn(7));
        assertThat(IncidentState.parse(text).readFrom()).isEqualTo(new Lsn(5));
        for (String broken : new String[] {"", "x", text.substring(0, text.length() - 1), text.substring(1)}) {
            assertThatThrownBy(() -> IncidentState.parse(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Reads on with a watch of its own, in two goes, of which the second begins where the first was killed. */
    private static String step(
            WalSource source, String state, List<String> told, WalServer server, String... statements)
            throws Exception {
        String kept = go(source, state, told, 10);
        server.execute(statements);
        go(source, kept, new ArrayList<>(), Long.MAX_VALUE);
        return go(source, kept, told, Long.MAX_VALUE);
    }

    private static String go(WalSource source, String state, List<String> told, long most) throws Exception {
        try (IncidentWatch watch = new IncidentWatch(source, IncidentState.parse(state), Thresholds.USUAL)) {
            watch.readOn(most)
                    .forEach(incident ->
                            told.add(incident.kind() + " " + incident.table().name() + " " + incident.rows()));
            return watch.state().text();
        }
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
