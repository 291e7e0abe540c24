package dumps.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.keep.KeptDump;
import dumps.merge.Merge;
import dumps.merge.MergedTable;
import dumps.merge.Policy;
import dumps.merge.Question;
import dumps.merge.Renames;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.OwnFiles;

/** Makes one JSON of the JSON of several dump files. */
public final class Combination {

    private static final String SORTING = ".caravanserai-sorting-";

    private Combination() {}

    /**
     * Writes it into a file, which is there whole or not at all.
     *
     * @throws ProblemException if the file is there, or one of the others is not
     */
    public static void write(List<Path> files, List<String> tables, Policy policy, Renames renames, Path into)
            throws IOException {
        if (Files.exists(into)) {
            throw new ProblemException(
                    Problem.conflict("there is a file " + into + " already", "name another, or move it away"));
        }
        Path making = into.resolveSibling("." + into.getFileName() + ".new");
        try {
            try (OutputStream out = OwnFiles.out(making)) {
                write(
                        files,
                        tables,
                        policy,
                        renames,
                        out,
                        Files.createTempDirectory(making.toAbsolutePath().getParent(), SORTING));
            }
            Files.move(making, into, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(making);
        }
    }

    /** The same to a stream, which stays open; it sorts where temporary files are. */
    public static void write(List<Path> files, List<String> tables, Policy policy, Renames renames, OutputStream to)
            throws IOException {
        write(files, tables, policy, renames, to, Files.createTempDirectory(SORTING));
    }

    private static void write(
            List<Path> files, List<String> tables, Policy policy, Renames renames, OutputStream to, Path sort)
            throws IOException {
        OutputStream out = new BufferedOutputStream(to, 1 << 16);
        try (Merge merge = Merge.of(opened(files), renames, null, sort, ArchiveBuild.memory())) {
            out.write("{\"tables\":[\n".getBytes(UTF_8));
            merge.run(
                    new Question(files.size(), policy, TableChoice.of(merge.tables(), tables)), new SeveralTables(out));
            out.write("]}\n".getBytes(UTF_8));
        } finally {
            Files.deleteIfExists(sort);
        }
        out.flush();
    }

    private static List<KeptDump> opened(List<Path> files) throws IOException {
        List<KeptDump> dumps = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new ProblemException(Problem.notFound("there is no file " + file, "check the path"));
            }
            dumps.add(KeptDump.open(file));
        }
        return dumps;
    }

    /** Tables in one stream, with commas between. */
    private static final class SeveralTables extends TableTexts {
        private final OutputStream out;
        private boolean first = true;

        SeveralTables(OutputStream out) {
            this.out = out;
        }

        @Override
        protected OutputStream open(MergedTable table) throws IOException {
            if (!first) {
                out.write(",\n".getBytes(UTF_8));
            }
            first = false;
            return out;
        }

        @Override
        protected void close(OutputStream written) {
            // The next table follows.
        }
    }
}
