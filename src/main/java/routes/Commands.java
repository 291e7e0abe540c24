package routes;

import ingest.CsvOptions;
import ingest.LoadMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import ledger.LetterFilter;
import ledger.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import service.HashPassword;

/** One shot of a flow, for cron and CI: the same verbs as at the other doors. */
@Command(
        name = "caravanserai",
        description = "Looks after the tables of a PostgreSQL database. Without a command the service starts.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "caravanserai 0.1.0",
        subcommands = {Commands.Ingest.class, Commands.RedriveLetters.class, HashPassword.class},
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:usage or configuration",
            "3:done with rejects",
            "4:refused, nothing changed",
            "6:not found",
            "7:already running or conflict",
            "9:verification failed"
        })
final class Commands implements Callable<Integer> {

    private final CommandDoor door;

    private Commands(CommandDoor door) {
        this.door = door;
    }

    /** The command line; {@code door} is null where only help and usage are wanted. */
    static CommandLine line(CommandDoor door) {
        return new CommandLine(new Commands(door))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((trouble, line, parsed) -> {
                    String text = trouble instanceof ProblemException known
                            ? known.problem().text()
                            : Answers.problemOf(trouble).text();
                    line.getErr().println("ERROR: " + text);
                    return trouble instanceof ProblemException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** Whether these arguments are a flow's, rather than help, a mistake, or something that needs no database. */
    static boolean needService(String... arguments) {
        try {
            CommandLine.ParseResult parsed = line(null).parseArgs(arguments);
            return parsed.hasSubcommand()
                    && !parsed.isUsageHelpRequested()
                    && !parsed.subcommand().isUsageHelpRequested()
                    && !(parsed.subcommand().commandSpec().userObject() instanceof HashPassword);
        } catch (CommandLine.ParameterException mistake) {
            return false;
        }
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(line(null), "which command?");
    }

    /** How the result is printed. */
    enum Output {
        TEXT,
        JSON
    }

    /** Files into tables. */
    @Command(name = "ingest", description = "Loads CSV files.", mixinStandardHelpOptions = true)
    static final class Ingest implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV files, also compressed by gzip.")
        private List<Path> files;

        @Option(names = "--table", description = "The table; the file's name without .csv unless given.")
        private String table;

        @Option(names = "--mode", description = "${COMPLETION-CANDIDATES}; INSERT by default.", defaultValue = "INSERT")
        private LoadMode mode;

        @Option(names = "--header", description = "auto, present or absent.")
        private String header;

        @Option(names = "--delimiter", description = "One character, or tab; found out unless given.")
        private String delimiter;

        @Option(names = "--quote", description = "One character; \" by default.")
        private String quote;

        @Option(names = "--encoding", description = "UTF-8 unless given or marked.")
        private String encoding;

        @Option(names = "--null", description = "What stands for null; nothing by default.")
        private String nullText;

        @Option(names = "--again", description = "Load the same bytes once more.")
        private boolean again;

        @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
        private Output output;

        @Override
        public Integer call() {
            CsvOptions options = CsvOptions.read(
                    Optional.ofNullable(header).map(text -> text.toLowerCase(Locale.ROOT)),
                    Optional.ofNullable(delimiter),
                    Optional.ofNullable(quote),
                    Optional.ofNullable(encoding),
                    Optional.ofNullable(nullText));
            return parent.door.ingest(files, Optional.ofNullable(table), mode, options, again, output);
        }
    }

    /** Dead letters once more. */
    @Command(name = "redrive", description = "Tries dead letters again.", mixinStandardHelpOptions = true)
    static final class RedriveLetters implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Option(names = "--id", description = "These letters only.")
        private List<Long> ids;

        @Option(names = "--table", description = "Letters of this table only.")
        private String table;

        @Option(names = "--run", description = "Letters of this run only.")
        private UUID run;

        @Option(names = "--sqlstate", description = "Letters with this error only.")
        private String sqlstate;

        @Option(names = "--column", description = "Letters with this column at fault only.")
        private String column;

        @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
        private Output output;

        @Override
        public Integer call() {
            return parent.door.redrive(new LetterFilter(ids, table, run, null, sqlstate, column, null), output);
        }
    }
}
