package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is done at set times by several processes with the same schedule. */
class SchedulesIT {

    private static final String EVERY_SECOND = "* * * * * ?";

    @Test
    void snapshotsAndDrillsFireOnceAndOldSetsMakeRoom() {
        // Given
        try (Service first = scheduled(Service.fresh());
                Service second = scheduled(first.beside())) {
            first.sql("create table things (id int primary key, name text)");
            first.sql("insert into things select i, 'thing ' || i from generate_series(1, 100) i");

            first.start();
            second.start();
            long snapshots = done(first, "snapshot");
            long drills = done(first, "drill");

            // When
            Service.await(
                    "both have had occasions",
                    () -> done(first, "snapshot") >= snapshots + 4 && done(first, "drill") >= drills + 4);

            // Then
            assertThat(first.value("select count(*) from caravanserai.run r"
                            + " where door = 'timer' and kind in ('snapshot', 'drill')"
                            + " and coalesce(idempotency_key, '') not like kind || '%due%Z'"))
                    .isEqualTo("0");
            Service.await("old sets go", () -> done(first, "retention") > 0);
            // A drill that is at work has three of them in hand.
            Service.await("every row is back", () -> first.value("select count(*) from things")
                    .equals("100"));
        }
    }

    private static Service scheduled(Service service) {
        return service.with("SNAPSHOT_CRON", EVERY_SECOND)
                .with("SNAPSHOT_TABLES", "things")
                .with("SNAPSHOT_KEEP_LAST", "2")
                .with("DRILL_CRON", EVERY_SECOND)
                .with("DRILL_TABLES", "things")
                .with("DRILL_ROWS", "3");
    }

    private static long done(Service service, String kind) {
        return Long.parseLong(service.value(
                "select count(*) from caravanserai.run where door = 'timer' and state = 'done' and kind = '" + kind
                        + "'"));
    }
}
