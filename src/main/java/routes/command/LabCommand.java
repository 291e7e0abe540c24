package routes.command;

import java.sql.SQLException;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import recovery.lab.Exercise;
import recovery.lab.LabRequest;

/** A disaster rehearsed on servers of its own. */
@Command(
        name = "lab",
        description = "Rehearses a disaster on servers of its own, of which nothing is left.",
        mixinStandardHelpOptions = true)
final class LabCommand extends RunCommand {

    @Parameters(paramLabel = "NAME", description = "pitr, failover-lag, naive-copy or disaster.")
    private String name;

    @Override
    public Integer call() throws SQLException {
        return ask(new LabRequest(RunHeader.next(Door.COMMAND), Exercise.of(name), false, false));
    }
}
