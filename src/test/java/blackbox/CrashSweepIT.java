package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills the service at random moments of its loads, {@code -Dsweep.kills} times, and counts every row in the end.
 * {@code -Dsweep.seed} repeats a sweep.
 */
@Tag("sweep")
class CrashSweepIT {

    private static final int KILLS = Integer.getInteger("sweep.kills", 200);
    private static final long SEED = Long.getLong("sweep.seed", System.nanoTime());
    private static final int TABLES = 3;

    private final Random random = new Random(SEED);
    private final List<Sent> sent = new ArrayList<>();

    /** What was sent: {@code promise} is the run an upload was promised, or null for a file in the inbox. */
    private record Sent(int number, int table, String name, int good, int bad, String promise) {}

    @Test
    void howeverOftenItIsKilledEveryRowIsThereOnceAndEveryBadOneIsOneLetter() {
        // Given
        System.out.println("sweep.seed=" + SEED + " sweep.kills=" + KILLS);
        Service service = Service.fresh().start();
        for (int t = 0; t < TABLES; t++) {
            // No key, so that a row that came twice would be there twice.
            service.sql("create table sweep_" + t + " (file int, line int not null check (line >= 0), t text)");
        }

        // When
        for (int kill = 0; kill < KILLS; kill++) {
            int files = 1 + random.nextInt(3);
            for (int f = 0; f < files; f++) {
                send(service);
            }
            pause(random.nextInt(1500));
            service.kill();
            service.start();
        }

        // Then
        for (Sent one : sent) {
            if (one.promise == null) {
                service.ended(one.name);
            }
        }
        Service.await("no run is left running", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        List<String> faults = new ArrayList<>();
        for (Sent one : sent) {
            String rows = service.value("select count(*) || ' ' || count(distinct line) from sweep_" + one.table
                    + " where file = " + one.number);
            String letters = service.value("select count(*) from caravanserai.dead_letter where table_name = 'sweep_"
                    + one.table + "' and \"values\" ->> 'file' = '" + one.number + "'");
            if (!rows.equals(one.good + " " + one.good) || !letters.equals(String.valueOf(one.bad))) {
                faults.add(one + ": rows " + rows + ", letters " + letters);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        assertThat(Service.filesBelow(service.data().resolve("spool"))).isEmpty();
        assertThat(service.value("select count(*) from caravanserai.run r where state like 'done%' and rows_rejected"
                        + " <> (select count(*) from caravanserai.dead_letter l where l.run = r.id)"))
                .isEqualTo("0");
        assertThat(Files.exists(service.inbox())).isTrue();
        System.out.println("swept " + sent.size() + " files, "
                + sent.stream().mapToInt(Sent::good).sum() + " good rows, "
                + sent.stream().mapToInt(Sent::bad).sum() + " bad ones, " + KILLS + " kills");
        service.close();
    }

    private void send(Service service) {
        int number = sent.size();
        int table = random.nextInt(TABLES);
        int rows = random.nextInt(4) == 0 ? 50_000 + random.nextInt(50_000) : 1 + random.nextInt(500);
        int every = random.nextBoolean() ? 0 : 7 + random.nextInt(50);
        StringBuilder csv = new StringBuilder();
        int bad = 0;
        for (int line = 0; line < rows; line++) {
            boolean wrong = every > 0 && line % every == 3;
            bad += wrong ? 1 : 0;
            csv.append(number)
                    .append(',')
                    .append(wrong ? "-" : "")
                    .append(wrong ? line + 1 : line)
                    .append(",text\n");
        }
        String name = "sweep_" + table + "/" + number + ".csv";
        if (random.nextInt(3) > 0) {
            service.drop(name, csv.toString());
            sent.add(new Sent(number, table, name, rows - bad, bad, null));
            return;
        }
        try {
            Service.Answer answer = service.post(
                    "/api/v1/tables/sweep_" + table + "/rows", "text/csv", csv.toString(), "Prefer", "respond-async");
            sent.add(new Sent(
                    number,
                    table,
                    name,
                    rows - bad,
                    bad,
                    answer.json().get("id").asText()));
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("the service was up and did not answer", e);
        }
    }

    /** Some milliseconds, so that the next kill falls anywhere in the load. */
    private static void pause(int milliseconds) {
        try {
            if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
