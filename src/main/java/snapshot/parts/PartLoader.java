package snapshot.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import postgres.Connections;
import postgres.Query;
import postgres.SessionSettings;
import snapshot.format.SentRows;
import snapshot.format.TableFiles;

/**
 * Brings the rows of parts into tables, each in a transaction of its own, whose first deed is the part's receipt. Asked for
 * the same part again it waits for an earlier attempt that is still at it; of one that was committed nothing comes twice.
 */
public final class PartLoader {

    /** The server lets go of one that has vanished within a minute, and with it of the receipt that others wait for. */
    private static final String NOTICE_THE_END =
            "set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";

    private final Connections database;

    public PartLoader(Connections database) {
        this.database = database;
    }

    /** Brings one. */
    public LoadedPart load(LoadTask task) throws SQLException, IOException {
        try (Connection connection = database.open()) {
            Query.execute(connection, NOTICE_THE_END);
            connection.setAutoCommit(false);
            SessionSettings.exact(connection);
            String receipt = "insert into " + task.receipts() + " (part, rows) values (?, 0) on conflict do nothing";
            long rows;
            if (Query.update(connection, receipt, task.number()) == 1) {
                rows = copy(connection, task);
                Query.update(
                        connection, "update " + task.receipts() + " set rows = ? where part = ?", rows, task.number());
            } else {
                rows = Query.first(
                                connection,
                                "select rows from " + task.receipts() + " where part = ?",
                                row -> row.getLong(1),
                                task.number())
                        .orElseThrow();
            }
            connection.commit();
            return new LoadedPart(task.table(), task.number(), rows);
        }
    }

    private static long copy(Connection connection, LoadTask task) throws SQLException, IOException {
        try (InputStream rows = new TableFiles().readAsCsv(task.format(), Path.of(task.file()))) {
            return SentRows.into(
                    connection, task.target(), task.columns(), rows, SentRows.quickest(task.columns(), ""));
        }
    }
}
