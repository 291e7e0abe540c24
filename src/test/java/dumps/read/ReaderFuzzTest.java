package dumps.read;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.KeptTable;
import dumps.Leftover;
import dumps.keep.KeptDump;
import dumps.keep.KeptDumps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ledger.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps made by lot, whole and damaged: the reader never fails, never hangs, and never loses a row in silence. */
class ReaderFuzzTest {

    /** The same in every build; the sweep goes on where these end. */
    private static final int DUMPS = Integer.getInteger("fuzz.dumps", 500);

    @TempDir
    private Path folder;

    @Test
    void whatIsReadIsWhatIsThere() throws IOException {
        // Given When Then
        for (long seed = 0; seed < DUMPS; seed++) {
            throwLots(seed);
        }
    }

    @Test
    @Tag("sweep")
    void whatIsReadIsWhatIsThereForAnHour() throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(60));
        for (long seed = DUMPS; Instant.now().isBefore(end); seed++) {
            throwLots(seed);
        }
    }

    private void throwLots(long seed) throws IOException {
        FuzzedDump dump = new FuzzedDump(seed);
        try {
            whole(dump);
            cut(dump, new Random(seed));
            damaged(dump, new Random(seed));
        } catch (RuntimeException | IOException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + dump.dialect(), e);
        }
    }

    private void whole(FuzzedDump dump) throws IOException {
        Read read = read(dump.bytes());
        assertThat(read.leftovers).isEmpty();
        assertThat(read.rows).isEqualTo(byTable(dump.rows()));
    }

    /** Whatever the place: all rows that end before it are there, and no row that is none. */
    private void cut(FuzzedDump dump, Random random) throws IOException {
        int at = random.nextInt(dump.bytes().length + 1);
        Read read = read(Arrays.copyOf(dump.bytes(), at));
        List<FuzzedDump.Row> before =
                dump.rows().stream().filter(row -> row.end() <= at).toList();
        assertThat(read.rows).isEqualTo(byTable(before));
        assertThat(read.account)
                .isEqualTo(before.size()
                        + read.leftovers.stream().mapToLong(Leftover::rows).sum());
    }

    /** Rows before the damage are there; what comes behind it may be anything, but is said. */
    private void damaged(FuzzedDump dump, Random random) throws IOException {
        byte[] bytes = dump.bytes();
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(3), bytes.length - at);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, length);
        try {
            Read read = read(bytes);
            List<FuzzedDump.Row> before =
                    dump.rows().stream().filter(row -> row.end() <= at).toList();
            if (read.removed == 0) {
                byTable(before).forEach((table, rows) -> {
                    List<List<DumpValue>> found = read.rows.getOrDefault(table, List.of());
                    assertThat(found.subList(0, Math.min(rows.size(), found.size())))
                            .isEqualTo(rows);
                });
            }
        } catch (ProblemException refused) {
            assertThat(refused.problem().hint()).isNotBlank();
        }
    }

    private static Map<String, List<List<DumpValue>>> byTable(List<FuzzedDump.Row> rows) {
        Map<String, List<List<DumpValue>>> byTable = new HashMap<>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.table(), none -> new ArrayList<>()).add(row.values()));
        return byTable;
    }

    /** What came out. */
    private record Read(
            Map<String, List<List<DumpValue>>> rows, List<Leftover> leftovers, long account, long removed) {}

    private Read read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzzed.sql"), bytes);
        Path json = folder.resolve("fuzzed.sql.json");
        KeptDumps.keep(DumpSource.of("fuzzed.sql", file), json);
        KeptDump kept = KeptDump.open(json);
        Map<String, List<List<DumpValue>>> rows = new HashMap<>();
        for (KeptTable table : kept.file().tables()) {
            DumpTable definition = table.table();
            kept.rows(
                    table, (DumpRow row) -> rows.computeIfAbsent(definition.id().name(), none -> new ArrayList<>())
                            .add(row.values()));
        }
        return new Read(
                rows,
                kept.file().leftovers(),
                kept.file().account().there(),
                kept.file().account().removed());
    }
}
