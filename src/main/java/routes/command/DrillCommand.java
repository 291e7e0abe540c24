package routes.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import snapshot.drill.DrillRequest;
import snapshot.drill.DrillSettings;
import snapshot.drill.Loss;
import snapshot.drill.Via;

/** Rows lost and had back. */
@Command(
        name = "drill",
        description = "Rehearses a loss: deletes rows of a table for real and restores them.",
        mixinStandardHelpOptions = true)
final class DrillCommand extends RunCommand {

    @Parameters(paramLabel = "TABLE", description = "The table that loses rows.")
    private String table;

    @Option(names = "--rows", description = "How many, or all; drill.rows by default.")
    private String rows;

    @Option(names = "--seed", description = "The same seed takes the same rows; one at random unless given.")
    private Long seed;

    @Option(names = "--key", description = "Instead: the row of this key; of several columns a JSON array.")
    private List<String> keys = List.of();

    @Option(names = "--where", description = "Instead: the rows of an SQL condition.")
    private String where;

    @Option(
            names = "--via",
            description =
                    "What the rows come back from: table, files, snapshot:<id> or database:<name>; table by default.")
    private String via;

    @Option(
            names = "--key-columns",
            split = ",",
            description = "Columns of another unique constraint than the primary key.")
    private List<String> key = List.of();

    @Option(names = "--drop-backup", description = "Drops the backup tables at the end.")
    private boolean dropBackup;

    @Override
    public Integer call() throws SQLException {
        DrillSettings settings = door().drilling();
        Loss loss = Loss.said(
                rows == null ? null : number(rows),
                seed,
                keys.isEmpty() ? null : KeyOption.read(keys),
                where,
                settings.rows(),
                settings.maxRows(),
                new SecureRandom().nextInt(Integer.MAX_VALUE));
        return ask(new DrillRequest(RunHeader.next(Door.COMMAND), table, loss, !dropBackup, Via.read(via), key));
    }

    /** As a body of a call would have it. */
    private static JsonNode number(String rows) {
        return rows.matches("-?[0-9]{1,18}") ? LongNode.valueOf(Long.parseLong(rows)) : TextNode.valueOf(rows);
    }
}
