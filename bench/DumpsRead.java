import dumps.DumpFile;
import dumps.keep.KeptDumps;
import dumps.read.DumpSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Reads a dump into its JSON, so often, and says how long each took: on the clock, and on the processor. */
class DumpsRead {

    public static void main(String[] arguments) throws Exception {
        Path dump = Path.of(arguments[0]);
        for (int run = 0; run <= Integer.parseInt(arguments[1]); run++) {
            long start = System.nanoTime();
            long busy = processor();
            DumpFile file = KeptDumps.keep(DumpSource.of("bench.sql", dump), dump.resolveSibling("bench.sql.json"));
            System.out.println(
                    (System.nanoTime() - start) / 1000 + " " + (processor() - busy) / 1000 + " " + file.account().kept());
        }
    }

    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
