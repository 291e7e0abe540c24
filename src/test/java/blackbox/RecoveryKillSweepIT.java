package blackbox;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kills the service at random moments of recovery, {@code -Dsweep.kills} times; {@code -Dsweep.seed} repeats a sweep. */
class RecoveryKillSweepIT {

    private static final int KILLS = Integer.getInteger("sweep.kills", 50);
    private static final int HANDFUL = 4;
    private static final long SEED = Long.getLong("sweep.seed", System.nanoTime() % 1_000_000_000);

    @Test
    @Tag("sweep")
    void howeverOftenItIsKilledNothingIsLostNorHalfNorLeftRunning() {
        System.out.println("sweep.seed=" + SEED + " sweep.kills=" + KILLS);
        new RecoveryKills(SEED).go(KILLS);
    }

    @Test
    @Tag("thorough")
    void killedAHandfulOfTimesNothingIsLostNorHalfNorLeftRunning() {
        System.out.println("sweep.seed=" + SEED);
        new RecoveryKills(SEED).go(HANDFUL);
    }
}
