package routes.command;

import java.security.SecureRandom;
import java.sql.SQLException;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import snapshot.drill.DrillRequest;

/** Rows lost and had back. */
@Command(
        name = "drill",
        description = "Rehearses a loss: deletes rows of a table for real and restores them.",
        mixinStandardHelpOptions = true)
final class DrillCommand extends RunCommand {

    @Parameters(paramLabel = "TABLE", description = "The table that loses rows.")
    private String table;

    @Option(names = "--rows", description = "How many; 10 by default.", defaultValue = "10")
    private int rows;

    @Option(names = "--seed", description = "The same seed takes the same rows; one at random unless given.")
    private Integer seed;

    @Option(names = "--drop-backup", description = "Drops the backup tables at the end.")
    private boolean dropBackup;

    @Override
    public Integer call() throws SQLException {
        int chosen = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        return ask(new DrillRequest(RunHeader.next(Door.COMMAND), table, rows, chosen, !dropBackup));
    }
}
