package routes;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import ledger.Door;
import ledger.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sync.SyncRequest;
import sync.compare.CompareRequest;
import sync.copy.CopyRequest;

/** The commands of flows between databases. */
final class SyncCommands {

    private static final String NAME = "Its name, as in sync.flows.<name>.";
    private static final String TABLES = "Which of its tables; all unless given.";

    private SyncCommands() {}

    /** What changed, once more. */
    @Command(
            name = "sync",
            description = "Brings what changed on a flow's source to its target.",
            mixinStandardHelpOptions = true)
    static final class Sync implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(index = "0", paramLabel = "FLOW", description = NAME)
        private String flow;

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "TABLE", description = TABLES)
        private List<String> tables = List.of();

        @Mixin
        private Commands.Result result;

        @Override
        public Integer call() throws SQLException {
            return parent.door()
                    .ask(
                            new SyncRequest(
                                    RunId.next(), parent.door().flow(flow).name(), tables, Door.COMMAND, null),
                            "sync",
                            "direct:sync-run",
                            result.output());
        }
    }

    /** From nothing. */
    @Command(
            name = "copy",
            description = "Copies a flow's tables to its target, beside what is there, and puts them in its place.",
            mixinStandardHelpOptions = true)
    static final class Copy implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(index = "0", paramLabel = "FLOW", description = NAME)
        private String flow;

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "TABLE", description = TABLES)
        private List<String> tables = List.of();

        @Option(
                names = "--how",
                description = "${COMPLETION-CANDIDATES}: what becomes of a table that is there; SWAP by default.",
                defaultValue = "SWAP")
        private CopyRequest.How how;

        @Mixin
        private Commands.Result result;

        @Override
        public Integer call() throws SQLException {
            String name = parent.door().flow(flow).name();
            return parent.door()
                    .ask(
                            new CopyRequest(RunId.next(), name, tables, how, Door.COMMAND, null),
                            "copy",
                            "direct:sync-copy",
                            result.output());
        }
    }

    /** Equal or not. */
    @Command(
            name = "compare",
            description = "Compares both sides of a flow, and makes the target equal on request.",
            mixinStandardHelpOptions = true)
    static final class Compare implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(index = "0", paramLabel = "FLOW", description = NAME)
        private String flow;

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "TABLE", description = TABLES)
        private List<String> tables = List.of();

        @Option(names = "--repair", description = "Make the target's rows those of the source.")
        private boolean repair;

        @Mixin
        private Commands.Result result;

        @Override
        public Integer call() throws SQLException {
            String name = parent.door().flow(flow).name();
            return parent.door()
                    .ask(
                            new CompareRequest(RunId.next(), name, tables, repair, Door.COMMAND, null),
                            "compare",
                            "direct:sync-compare",
                            result.output());
        }
    }
}
