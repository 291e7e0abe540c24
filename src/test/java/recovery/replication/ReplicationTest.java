package recovery.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import ledger.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import recovery.lab.LabServer;

@Tag("every-postgres")
class ReplicationTest {

    private StandbyLab lab;

    @BeforeEach
    void begin() throws Exception {
        lab = new StandbyLab();
        lab.primary.execute(
                "create table customers (id int primary key, name text)",
                "insert into customers select g, 'c' || g from generate_series(1, 100) g");
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    private static Map<String, String> byTable(RowsLost lost) {
        Map<String, String> tables = new TreeMap<>();
        lost.tables()
                .forEach(table ->
                        tables.put(table.table(), table.inserted() + " " + table.updated() + " " + table.deleted()));
        return tables;
    }

    @Test
    void oneThatKeepsUpMayTakeTheServersPlace() throws Exception {
        // Given
        lab.standby("sb1", "slot1");

        // When
        StandbyFacts facts = lab.await("sb1", each -> Boolean.TRUE.equals(each.safeToFailOver()));

        // Then
        assertThat(facts.state()).isEqualTo("streaming");
        assertThat(facts.knownBy()).containsExactly("connection", "slot");
        assertThat(facts.atRisk().rows()).isZero();
        assertThat(facts.lagBytes()).isZero();
        assertThat(facts.lagSeconds()).isZero();
        assertThat(lab.replication.now().safeToFailOver()).isTrue();
    }

    @Test
    void whatCommittedSinceItWasCutOffIsCountedByTableAndIsWhatItLacks() throws Exception {
        // Given
        LabServer standby = lab.standby("sb1", "slot1");
        lab.facts("sb1");
        lab.cut(standby);

        // When
        lab.primary.execute(
                "insert into customers select g, 'late' from generate_series(101, 107) g",
                "update customers set name = 'x' where id <= 3",
                "delete from customers where id = 4",
                "begin; insert into customers values (999, 'never'); rollback",
                "create table orders (id int)",
                "insert into orders select generate_series(1, 5)");
        StandbyFacts facts = lab.await("sb1", each -> each.state().equals("cut-off") && each.atRisk() != null);

        // Then
        assertThat(byTable(facts.atRisk())).isEqualTo(Map.of("customers", "7 3 1", "orders", "5 0 0"));
        assertThat(facts.atRisk().rows()).isEqualTo(16);
        assertThat(facts.atRisk().exact()).isTrue();
        assertThat(facts.safeToFailOver()).isFalse();
        assertThat(facts.cutOffSince()).isNotNull();
        assertThat(facts.knownBy()).containsExactly("slot");
        lab.primary.kill();
        standby.promote();
        assertThat(standby.value("select count(*) || ' ' || count(*) filter (where name = 'x') from customers"))
                .isEqualTo("100 0");
    }

    @Test
    void oneThatWasDroppedStaysKnownByMemoryAlsoToTheNextProcess() throws Exception {
        // Given
        LabServer standby = lab.standby("sb1", null);
        lab.replication.look();

        // When
        standby.close();
        lab.primary.execute("insert into customers values (101, 'late')");
        StandbyFacts first = lab.await("sb1", each -> each.state().equals("cut-off") && each.atRisk() != null);
        lab.replication.look();
        lab.primary.execute("insert into customers values (102, 'late')");
        StandbyFacts second = lab.another(Map.of()).now().standbys().get(0);

        // Then
        assertThat(first.knownBy()).containsExactly("memory");
        assertThat(first.atRisk().rows()).isEqualTo(1);
        assertThat(second.atRisk().rows()).isEqualTo(2);
        assertThat(second.flushedLsn()).isEqualTo(first.flushedLsn());
        assertThat(second.safeToFailOver()).isFalse();
        assertThat(lab.replication.forget("sb1").name()).isEqualTo("sb1");
        assertThat(lab.replication.now().standbys()).isEmpty();
    }

    @Test
    void onePausedLosesNothingButShowsLessAndIsNotSafe() throws Exception {
        // Given
        LabServer standby = lab.standby("sb1", "slot1");
        lab.known("beside", standby);
        standby.value("select pg_wal_replay_pause()::text");

        // When
        lab.primary.execute("insert into customers select g, 'late' from generate_series(101, 110) g");
        StandbyFacts facts = lab.await(
                "sb1",
                each -> each.notShown() != null
                        && each.notShown().rows() == 10
                        && each.atRisk() != null
                        && each.atRisk().rows() == 0);

        // Then
        assertThat(facts.state()).isEqualTo("paused");
        assertThat(facts.database()).isEqualTo("beside");
        assertThat(facts.pausedSince()).isNotNull();
        assertThat(facts.safeToFailOver()).isFalse();
        assertThat(facts.why()).anyMatch(why -> why.contains("pg_wal_replay_resume"));
        standby.value("select pg_wal_replay_resume()::text");
        lab.await("sb1", each -> Boolean.TRUE.equals(each.safeToFailOver()));
    }

    @Test
    void ofTheServerThatIsGoneIsToldWhatTheStandbyLacksByWhatWasReceived() throws Exception {
        // Given
        LabServer standby = lab.standby("sb1", "slot1");
        lab.known("beside", standby);
        lab.facts("sb1");
        lab.cut(standby);
        lab.primary.execute("insert into customers select g, 'late' from generate_series(101, 110) g");
        lab.await("sb1", each -> each.atRisk() != null && each.atRisk().rows() == 10);

        // When
        lab.primary.kill();
        ReplicationFacts facts = lab.replication.now();

        // Then
        assertThat(facts.primary().reachable()).isFalse();
        assertThat(facts.primary().trouble()).isNotEmpty();
        assertThat(facts.standbys().get(0).atRisk().rows()).isEqualTo(10);
        assertThat(facts.standbys().get(0).safeToFailOver()).isFalse();
        standby.promote();
        assertThat(lab.facts("sb1").state()).isEqualTo("promoted");
    }

    @Test
    void ofTwoTheOneFarBehindIsTheOneThatIsNotSafeAndOneBelowAnotherIsKnown() throws Exception {
        // Given
        LabServer near = lab.standby("near", "near");
        LabServer far = lab.standby("far", "far");
        LabServer below = lab.below(near, "below");
        lab.known("beside", near);
        lab.awaitEqual(below);
        lab.cut(far);
        lab.primary.value("select pg_create_physical_replication_slot('nobodys', true)::text");
        lab.primary.execute("insert into customers values (101, 'late')");

        // When
        StandbyFacts safe = lab.await("near", each -> Boolean.TRUE.equals(each.safeToFailOver()));
        StandbyFacts cascaded = lab.await("below", each -> Boolean.TRUE.equals(each.safeToFailOver()));

        // Then
        assertThat(safe.via()).isNull();
        assertThat(cascaded.via()).isEqualTo("near");
        assertThat(lab.facts("far").safeToFailOver()).isFalse();
        assertThat(lab.facts("far").atRisk().rows()).isEqualTo(1);
        assertThat(lab.facts("nobodys").state()).isEqualTo("cut-off");
        assertThat(lab.facts("nobodys").seenAt()).isNull();
        assertThat(lab.replication.now().safeToFailOver()).isTrue();
    }

    @Test
    void withoutTheLogNobodyKnowsWhatIsAtRisk() throws Exception {
        // Given
        try (StandbyLab without = new StandbyLab(Map.of("recovery.wal.receive", "off"))) {
            LabServer standby = without.standby("sb1", "slot1");
            StandbyFacts before = without.await("sb1", each -> Boolean.TRUE.equals(each.safeToFailOver()));
            standby.value("select pg_wal_replay_pause()::text");

            // When
            without.primary.execute("create table t (id int)");
            StandbyFacts facts = without.await("sb1", each -> each.notShown() == null);

            // Then
            assertThat(before.atRisk().rows()).isZero();
            assertThat(facts.notShown()).isNull();
        }
    }

    @Test
    void whatARoleMayNotSeeIsNamed() throws Exception {
        // Given
        lab.standby("sb1", "slot1");
        lab.primary.execute("create role plain login password 'plain' replication");

        // When
        ReplicationFacts facts = lab.as("plain", "plain").now();

        // Then
        assertThat(facts.warnings()).anyMatch(warning -> warning.contains("grant pg_read_all_stats to \"plain\""));
        assertThat(facts.standbys().get(0).safeToFailOver()).isNull();
        assertThat(facts.safeToFailOver()).isNull();
    }

    @Test
    void pastALimitSomebodyIsToldAndTheSeriesIsKept() throws Exception {
        // Given
        LabServer standby = lab.standby("sb1", "slot1");
        Replication strict = lab.another(Map.of("recovery.lag.max-bytes", "1kB"));
        strict.look();
        lab.cut(standby);
        lab.primary.execute("insert into customers select g, 'late' from generate_series(101, 1000) g");

        // When
        ReplicationFacts facts = strict.now();
        strict.look();

        // Then
        assertThat(facts.isPastLimits()).isTrue();
        assertThat(facts.limits().maxBytes()).isEqualTo(1024);
        assertThat(lab.series().list("sb1", null, 10)).hasSize(2);
        assertThat(lab.series().list("sb1", null, 1).get(0).unflushedBytes()).isGreaterThan(1024);
        assertThatThrownBy(() -> strict.forget("sb1")).isInstanceOf(ProblemException.class);
    }

    @Test
    void changesThatAreSentToOthersAreNoStandby() throws Exception {
        // Given
        lab.primary.execute("alter system set wal_level = 'logical'");
        lab.primary.kill();
        lab.primary.start();
        lab.primary.value("select pg_create_logical_replication_slot('changes', 'pgoutput')::text");

        // When
        ReplicationFacts facts = lab.replication.now();

        // Then
        assertThat(facts.standbys()).isEmpty();
        assertThat(facts.logicalSlots()).isEqualTo(1);
        assertThat(facts.safeToFailOver()).isFalse();
    }
}
