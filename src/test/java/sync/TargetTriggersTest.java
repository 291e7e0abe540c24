package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Triggers of the target name their tables as its owner does. */
class TargetTriggersTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("things");
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    private void audit(String event) throws SQLException {
        two.target("create table audit (op text)");
        two.target("create function audit() returns trigger language plpgsql"
                + " as 'begin insert into audit values (tg_op); return null; end'");
        two.target("create trigger audit after " + event + " on things for each row execute function audit()");
    }

    @Test
    void theyFireForWhatTheLogSaysIsGone() throws SQLException {
        // Given
        two.both("create table things (id int primary key, updated_at timestamptz)");
        two.with(SyncSettings.Deletes.LOG);
        two.source("insert into things values (1, now()), (2, now())");
        two.install(true);
        two.sync();
        audit("delete");
        two.source("delete from things where id = 1");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetValue("select string_agg(op, ',') from audit")).isEqualTo("DELETE");
    }

    @Test
    void theyFireForRowsWithoutTimes() throws SQLException {
        // Given
        two.both("create table things (id int primary key, note text)");
        audit("insert");
        two.source("insert into things values (1, 'a')");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(two.targetValue("select string_agg(op, ',') from audit")).isEqualTo("INSERT");
    }
}
