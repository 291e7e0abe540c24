package recovery.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Patience;

@Tag("every-postgres")
class DeadRowKeepingTest {

    private ReceivingLab lab;

    @BeforeEach
    void begin() throws Exception {
        lab = new ReceivingLab();
        lab.execute("create extension pageinspect", "create table t as select generate_series(1, 50) n");
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    private String xmin() throws Exception {
        return lab.value(
                "select coalesce(xmin::text, 'none') from pg_replication_slots where slot_name = '" + lab.slot() + "'");
    }

    private String kept() throws Exception {
        lab.execute("vacuum (truncate off) t");
        return lab.value("select count(*) from heap_page_items(get_raw_page('t', 0)) where lp_len > 0");
    }

    @Test
    void deadRowsStayAsLongAsTheyAreToAndNotWhenNobodyIsThereToKeepThem() throws Exception {
        // Given
        WalReceiving process = lab.keeping("PT10M");
        process.look();
        await().atMost(Patience.LIMIT).until(() -> !xmin().equals("none"));

        // When
        lab.execute("delete from t");
        String whileKept = kept();
        await().atMost(Patience.LIMIT)
                .until(() -> process.state().deadRows() != null
                        && process.state().deadRows().rows() != null);
        long seconds = process.state().deadRows().seconds();
        process.close();

        // Then
        assertThat(whileKept).isEqualTo("50");
        assertThat(seconds).isEqualTo(600);
        await().atMost(Patience.LIMIT).until(() -> xmin().equals("none"));
        await().atMost(Patience.LIMIT).until(() -> kept().equals("0"));
    }

    @Test
    void theirTimePasses() throws Exception {
        // Given
        try (WalReceiving process = lab.keeping("PT2S")) {
            process.look();
            await().atMost(Patience.LIMIT).until(() -> !xmin().equals("none"));

            // When
            lab.execute("delete from t");

            // Then
            assertThat(kept()).isEqualTo("50");
            await().atMost(Patience.LIMIT).until(() -> kept().equals("0"));
        }
    }
}
