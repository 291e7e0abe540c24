package routes.command;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.Json;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postgres.Databases;
import recovery.putback.PutBackRequest;
import rows.change.RowChoice;

/** Lost rows, brought back from a recovered server. */
@Command(
        name = "put-back",
        description = "Puts rows back that a recovered server still has; what came since stays.",
        mixinStandardHelpOptions = true)
final class PutBackCommand extends RunCommand {

    @Parameters(index = "0", paramLabel = "RECOVERY", description = "The id of the recovered server.")
    private String recovery;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Which tables; those that the incident destroyed unless given.")
    private List<String> tables = List.of();

    @Option(
            names = "--rows",
            description = "MISSING or CHANGED: which rows; MISSING by default.",
            defaultValue = "MISSING")
    private RowChoice rows;

    @Option(names = "--key", description = "Only the row of this primary key; of several columns a JSON array.")
    private List<String> keys = List.of();

    @Option(
            names = "--database",
            description = "The name of the database that the rows go into; main by default.",
            defaultValue = Databases.MAIN)
    private String database;

    @Option(names = "--dry-run", description = "Tell what would happen, and change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws SQLException, IOException {
        return ask(door().checked(new PutBackRequest(
                RunHeader.next(Door.COMMAND),
                recovery,
                tables,
                rows,
                keys.isEmpty() ? null : Json.mapper().valueToTree(KeyOption.read(keys)),
                database,
                dryRun)));
    }
}
