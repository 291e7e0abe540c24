package routes;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import ledger.Door;
import ledger.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sync.SyncRequest;

/** The commands of flows between databases. */
final class SyncCommands {

    private SyncCommands() {}

    /** What changed, once more. */
    @Command(
            name = "sync",
            description = "Brings what changed on a flow's source to its target.",
            mixinStandardHelpOptions = true)
    static final class Sync implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(index = "0", paramLabel = "FLOW", description = "Its name, as in sync.flows.<name>.")
        private String flow;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "TABLE",
                description = "Which of its tables; all unless given.")
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
}
