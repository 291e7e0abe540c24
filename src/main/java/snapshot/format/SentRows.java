package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postgres.Column;
import postgres.Copy;
import postgres.Identifier;

/** Sends rows of CSV to a table. */
public final class SentRows {

    private SentRows() {}

    /** Sends them to the server, all or some. */
    @FunctionalInterface
    public interface Sender {
        /** Returns those that are left, from the first on that is too long to be looked at. */
        Optional<InputStream> send(InputStream rows, Copy out) throws SQLException, IOException;
    }

    /**
     * A COPY of rows.
     *
     * @param format what the sender sends, with further options
     * @param where which rows the server takes; empty for all
     */
    public record Way(String format, String where, Sender sender) {

        /** All of them as they come. */
        public static Way asTheyAre(String options, String where) {
            return new Way("csv" + options, where, SentRows::sendAll);
        }
    }

    /**
     * The ways in which all rows of these columns go in, the quickest first.
     *
     * @param options of COPY, each with a comma before it
     */
    public static List<Way> quickest(List<Column> columns, String options) {
        List<Way> ways = new ArrayList<>();
        BinaryRows.of(columns).ifPresent(binary -> ways.add(new Way("binary" + options, "", binary::send)));
        ways.add(Way.asTheyAre(options, ""));
        return ways;
    }

    /**
     * Sends the rows: each way those that the one before has left.
     *
     * @param target as SQL names it
     * @return how many rows came in
     */
    public static long into(
            Connection connection, String target, List<Column> columns, InputStream rows, List<Way> ways)
            throws SQLException, IOException {
        String list = columns.isEmpty()
                ? ""
                : " (" + Identifier.list(columns.stream().map(Column::name).toList()) + ")";
        long sent = 0;
        Optional<InputStream> left = Optional.of(rows);
        for (Way way : ways) {
            if (left.isPresent()) {
                String copy = "copy " + target + list + " from stdin (format " + way.format + ")" + way.where;
                try (Copy in = Copy.in(connection, copy)) {
                    left = way.sender.send(left.get(), in);
                    sent += in.end();
                }
            }
        }
        return sent;
    }

    private static Optional<InputStream> sendAll(InputStream rows, Copy out) throws SQLException, IOException {
        byte[] block = new byte[1 << 18];
        for (int got = rows.read(block); got >= 0; got = rows.read(block)) {
            out.write(block, 0, got);
        }
        return Optional.empty();
    }
}
