package recovery.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import recovery.lab.LabServer;

@Tag("thorough")
class FlappingStandbyTest {

    @Test
    void oneThatComesAndGoesIsOneStandbyAndEachTimeLacksWhatCameMeanwhile() throws Exception {
        // Given
        try (StandbyLab lab = new StandbyLab()) {
            lab.primary.execute("create table t (n int)");
            LabServer standby = lab.standby("sb1", "slot1");
            String connects = standby.value("show primary_conninfo");
            for (int i = 1; i <= 3; i++) {
                int rows = i;

                // When
                lab.replication.look();
                lab.cut(standby);
                lab.primary.execute("insert into t select generate_series(1, " + rows + ")");

                // Then
                StandbyFacts away = lab.await(
                        "sb1",
                        each -> each.state().equals("cut-off")
                                && each.atRisk() != null
                                && each.atRisk().rows() == rows);
                assertThat(away.safeToFailOver()).isFalse();
                lab.replication.look();
                standby.execute(
                        "alter system set primary_conninfo = '" + connects.replace("'", "''") + "'",
                        "select pg_reload_conf()");
                lab.await("sb1", each -> Boolean.TRUE.equals(each.safeToFailOver()));
            }
            assertThat(lab.replication.now().standbys())
                    .extracting(StandbyFacts::name)
                    .containsExactly("sb1");
            assertThat(standby.value("select count(*) from t")).isEqualTo("6");
        }
    }
}
