package routes.command;

import java.util.concurrent.Callable;
import java.util.function.Function;
import ledger.Json;
import ledger.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import routes.Problems;
import security.HashPassword;
import security.MakeKey;

/** One shot of a flow, for cron and CI: the same verbs as at the other doors. */
@Command(
        name = "caravanserai",
        description = "Looks after the tables of a PostgreSQL database. Without a command the service starts.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "caravanserai 0.1.0",
        subcommands = {
            IngestCommands.Ingest.class,
            IngestCommands.RedriveLetters.class,
            SnapshotCommands.Make.class,
            SnapshotCommands.Restore.class,
            SnapshotCommands.Verify.class,
            SnapshotCommands.Undo.class,
            DrillCommand.class,
            SyncCommands.Copy.class,
            SyncCommands.Sync.class,
            SyncCommands.Compare.class,
            BaseBackupCommand.class,
            WindowCommand.class,
            IncidentsCommand.class,
            ReplicationCommand.class,
            LabCommand.class,
            RecoverCommand.class,
            DumpCommands.Read.class,
            DumpCommands.Combine.class,
            DumpCommands.Tell.class,
            PutBackCommand.class,
            ReportCommand.class,
            DoctorCommand.class,
            MetabaseCommand.class,
            HashPassword.class,
            MakeKey.class
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:usage or configuration",
            "3:done with rejects, or everything rejected",
            "4:refused, nothing changed",
            "6:not found",
            "7:already running or conflict",
            "9:verification failed, or past a limit that was set",
            "10:doctor found something"
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
                    Problem problem = Problems.of(trouble);
                    line.getErr().println("ERROR: " + problem.text());
                    return ExitCode.of(problem);
                });
    }

    /** Whether these arguments are a flow's, rather than help, a mistake, or something that needs no database. */
    static boolean needService(String... arguments) {
        try {
            CommandLine.ParseResult parsed = line(null).parseArgs(arguments);
            return parsed.hasSubcommand()
                    && !parsed.isUsageHelpRequested()
                    && !parsed.subcommand().isUsageHelpRequested()
                    && !(parsed.subcommand().commandSpec().userObject() instanceof HashPassword)
                    && !(parsed.subcommand().commandSpec().userObject() instanceof MakeKey)
                    && !(parsed.subcommand().commandSpec().userObject() instanceof MetabaseCommand);
        } catch (CommandLine.ParameterException mistake) {
            return false;
        }
    }

    /** Whether they can do nothing while the ledger is away. */
    static boolean needLedger(String... arguments) {
        Object command =
                line(null).parseArgs(arguments).subcommand().commandSpec().userObject();
        return !(command instanceof RecoverCommand
                || command instanceof DoctorCommand
                || command instanceof WindowCommand
                || command instanceof IncidentsCommand);
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(line(null), "which command?");
    }

    CommandDoor door() {
        return door;
    }

    /** How the result is printed. */
    enum Output {
        TEXT,
        JSON;

        /** Prints what was asked for, in words or as the API gives it. */
        <T> void print(T facts, Function<T, String> text) {
            System.out.println(this == JSON ? Json.write(facts) : text.apply(facts));
        }
    }
}
