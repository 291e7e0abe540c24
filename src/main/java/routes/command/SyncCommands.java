package routes.command;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rows.place.With;
import sync.FlowPairs;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** The commands of flows between databases. */
final class SyncCommands {

    private SyncCommands() {}

    /** One on a flow, or on a pair of databases that no flow is configured for. */
    private abstract static class FlowCommand extends RunCommand {

        @Spec
        private CommandSpec spec;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "FLOW",
                description = "Its name, as in sync.flows.<name>; or say --from and --to.")
        private String flow;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "TABLE",
                description = "Which of its tables; all unless given.")
        private List<String> tables = new ArrayList<>();

        @Option(
                names = "--from",
                paramLabel = "DATABASE",
                description =
                        "Instead of a flow: the database that is read, by its name or as"
                                + " postgresql://user@host:port/database; its password is in CARAVANSERAI_FROM_PASSWORD or .pgpass.")
        private String from;

        @Option(
                names = "--to",
                paramLabel = "DATABASE",
                description = "The database that is written; its password is in CARAVANSERAI_TO_PASSWORD or .pgpass.")
        private String to;

        @Option(
                names = "--tables",
                split = ",",
                paramLabel = "TABLE",
                description = "Which tables, with commas between.")
        private List<String> listed = new ArrayList<>();

        @Option(
                names = "--workers",
                description = "With --from and --to: chunks that are copied at a time; 2 unless given.")
        private Integer workers;

        final String flow() {
            boolean pair = from != null || to != null;
            if (pair ? from == null || to == null || flow != null : flow == null || workers != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "say a FLOW, or --from and --to" + (pair && flow != null ? " and the tables by --tables" : ""));
            }
            return pair
                    ? door().pair(new FlowPairs.Side(from, null), new FlowPairs.Side(to, null), workers)
                            .name()
                    : door().flow(flow).name();
        }

        final List<String> tables() {
            return Stream.concat(tables.stream(), listed.stream()).toList();
        }
    }

    /** What changed, once more. */
    @Command(
            name = "sync",
            description = "Brings what changed on a flow's source to its target.",
            mixinStandardHelpOptions = true)
    static final class Sync extends FlowCommand {

        @Override
        public Integer call() throws SQLException {
            return ask(new SyncRequest(RunHeader.next(Door.COMMAND), flow(), tables()));
        }
    }

    /** From nothing. */
    @Command(
            name = "copy",
            description = "Copies a flow's tables to its target, beside what is there, and puts them in its place.",
            mixinStandardHelpOptions = true)
    static final class Copy extends FlowCommand {

        @Option(
                names = "--how",
                description = "${COMPLETION-CANDIDATES}: what becomes of a table that is there; SWAP by default.",
                defaultValue = "SWAP")
        private CopyRequest.How how;

        @Option(
                names = "--with",
                description =
                        "${COMPLETION-CANDIDATES}: bring what stands on the tables too, as far as it is not there.")
        private With with;

        @Override
        public Integer call() throws SQLException {
            return ask(new CopyRequest(RunHeader.next(Door.COMMAND), flow(), tables(), how, With.isDependents(with)));
        }
    }

    /** Equal or not. */
    @Command(
            name = "compare",
            description = "Compares both sides of a flow, and makes the target equal on request.",
            mixinStandardHelpOptions = true)
    static final class Compare extends FlowCommand {

        @Option(names = "--repair", description = "Make the target's rows those of the source.")
        private boolean repair;

        @Override
        public Integer call() throws SQLException {
            return ask(new CompareRequest(RunHeader.next(Door.COMMAND), flow(), tables(), repair));
        }
    }
}
