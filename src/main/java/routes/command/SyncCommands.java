package routes.command;

import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** The commands of flows between databases. */
final class SyncCommands {

    private SyncCommands() {}

    /** One on a flow. */
    private abstract static class FlowCommand extends RunCommand {

        @Parameters(index = "0", paramLabel = "FLOW", description = "Its name, as in sync.flows.<name>.")
        private String flow;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "TABLE",
                description = "Which of its tables; all unless given.")
        private List<String> tables = List.of();

        final String flow() {
            return door().flow(flow).name();
        }

        final List<String> tables() {
            return tables;
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

        @Override
        public Integer call() throws SQLException {
            return ask(new CopyRequest(RunHeader.next(Door.COMMAND), flow(), tables(), how));
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
