package routes.command;

import dumps.archive.Combination;
import dumps.archive.DumpsRequest;
import dumps.archive.History;
import dumps.load.DumpsLoadRequest;
import dumps.merge.Policy;
import dumps.merge.Renames;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Door;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postgres.Databases;

/** The commands of old dumps. */
final class DumpCommands {

    private static final String RENAME =
            "What is called otherwise in later files: old=new of a table, table.old=new of a column; several times for several.";

    private DumpCommands() {}

    /** Reads {@code latest-dump} and {@code union}. */
    static final class PolicyName implements CommandLine.ITypeConverter<Policy> {
        @Override
        public Policy convert(String text) {
            try {
                return Policy.of(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException("latest-dump or union, not " + text);
            }
        }
    }

    /** A folder of dumps as JSON and as one state. */
    @Command(
            name = "dumps",
            description = "Reads the dumps in a folder: writes json/, combined/ and manifest.json there.",
            mixinStandardHelpOptions = true)
    static final class Read extends RunCommand {

        @Parameters(paramLabel = "DIR", description = "The folder with the dumps.")
        private Path folder;

        @Option(names = "--table", description = "Only this table in combined/; several times for several.")
        private List<String> tables = new ArrayList<>();

        @Option(names = "--single", description = "All tables in one file, combined/all.json.")
        private boolean single;

        @Option(
                names = "--policy",
                converter = PolicyName.class,
                description = "latest-dump: what a later complete dump lacks is gone; union: it stays.")
        private Policy policy;

        @Option(names = "--rename", paramLabel = "[TABLE.]OLD=NEW", description = RENAME)
        private List<String> renames = new ArrayList<>();

        @Option(names = "--load", paramLabel = "SCHEMA", description = "Load the state into this schema too.")
        private String schema;

        @Option(names = "--database", description = "Into which database; main unless said.")
        private String database;

        @Option(names = "--as-of", description = "Load the state as of this place in the order, or this time.")
        private String asOf;

        @Option(names = "--replace", description = "Tables that are there are kept as backups and replaced.")
        private boolean replace;

        @Option(
                names = "--snapshot",
                description = "Make a snapshot of what --load loads, instead of leaving the tables.")
        private boolean snapshot;

        @Override
        public Integer call() throws SQLException, IOException {
            List<Run> runs = new ArrayList<>();
            Path real = real(folder);
            Run read = door().run(DumpsRequest.beside(RunHeader.next(Door.COMMAND), real, tables, policy, single)
                    .renaming(renames));
            runs.add(read);
            if (schema != null && (read.state() == RunState.DONE || read.state() == RunState.DONE_WITH_REJECTS)) {
                runs.add(door().run(new DumpsLoadRequest(
                        RunHeader.next(Door.COMMAND),
                        real.getFileName().toString(),
                        real,
                        database == null ? Databases.MAIN : database,
                        schema,
                        tables,
                        asOf,
                        policy,
                        replace,
                        snapshot)));
            }
            return door().tell(runs, output());
        }
    }

    private static Path real(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(Problem.notFound("there is no folder " + folder, "check the path"));
        }
        return folder.toRealPath();
    }

    /** JSON of dump files as one state. */
    @Command(
            name = "dumps-combine",
            description = "Makes one state of the JSON of dump files, without the dumps.",
            mixinStandardHelpOptions = true)
    static final class Combine extends RunCommand {

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON that dumps has written.")
        private List<Path> files;

        @Option(
                names = "--into",
                description = "Write it into this file, which is not there yet; else to standard output.")
        private Path into;

        @Option(names = "--table", description = "Only this table; several times for several.")
        private List<String> tables = new ArrayList<>();

        @Option(
                names = "--policy",
                converter = PolicyName.class,
                description = "latest-dump: what a later complete dump lacks is gone; union: it stays.")
        private Policy policy = Policy.LATEST_DUMP;

        @Option(names = "--rename", paramLabel = "[TABLE.]OLD=NEW", description = RENAME)
        private List<String> renames = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            if (into == null) {
                Combination.write(files, tables, policy, Renames.of(renames), System.out);
            } else {
                Combination.write(files, tables, policy, Renames.of(renames), into);
            }
            return ExitCode.DONE;
        }
    }

    /** What became of rows. */
    @Command(
            name = "dumps-history",
            description = "Tells, as JSON Lines, what became of every row from file to file.",
            mixinStandardHelpOptions = true)
    static final class Tell extends RunCommand {

        @Parameters(paramLabel = "DIR|ARCHIVE", description = "A folder that dumps has read, or an archive's name.")
        private String of;

        @Option(names = "--table", description = "Only this table.")
        private String table;

        @Option(names = "--key", description = "Only the row with this key; several values with commas between.")
        private String key;

        @Option(names = "--as-of", description = "Up to this place in the order, or this time.")
        private String asOf;

        @Option(
                names = "--policy",
                converter = PolicyName.class,
                description = "latest-dump: what a later complete dump lacks is gone; union: it stays.")
        private Policy policy;

        @Option(names = "--after", description = "Pass over so many lines: those that somebody has already.")
        private long after;

        @Override
        public Integer call() throws IOException {
            History.Wanted wanted = new History.Wanted(table, key, asOf, policy, after);
            try (OutputStream out = new BufferedOutputStream(System.out)) {
                door().history().write(of, wanted, out);
            }
            return ExitCode.DONE;
        }
    }
}
