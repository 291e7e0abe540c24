package routes.command;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import ledger.RunRequest;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A command that has a run done and tells how it ended. */
abstract class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
    private Commands.Output output;

    final CommandDoor door() {
        return parent.door();
    }

    final Commands.Output output() {
        return output;
    }

    /** Has the run done by a flow; the exit code says how it ended. */
    final int ask(RunRequest request) throws SQLException {
        return door().ask(request, output);
    }
}
