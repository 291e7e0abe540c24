package recovery.heap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import postgres.Query;
import postgres.Sql;
import postgres.SqlState;

/**
 * Which transactions committed, as the files {@code pg_xact} of a stopped or checkpointed server say. Source:
 * {@code clog.c}: two bits a transaction.
 */
final class Commits {

    private static final String UPDATER = Sql.read("recovery/updater-in.sql");

    private static final int FILE_SHIFT = 20;
    private static final int IN_FILE = (1 << FILE_SHIFT) - 1;
    private static final int IN_BYTE = 3;
    private static final int COMMITTED = 1;
    private static final int FIRST_NORMAL = 3;
    private static final int HEXADECIMAL = 16;

    private final Map<Integer, byte[]> files = new HashMap<>();
    private final Map<Integer, Integer> updaters = new HashMap<>();
    private final int next;
    private final Connection server;

    /**
     * Reads them.
     *
     * @param next the number that the next transaction gets
     * @param server that knows the transactions that ended a row together with lockers
     */
    Commits(Path data, int next, Connection server) throws IOException {
        this.next = next;
        this.server = server;
        try (Stream<Path> found = Files.list(data.resolve("pg_xact"))) {
            for (Path file : (Iterable<Path>) found::iterator) {
                files.put(Integer.parseInt(file.getFileName().toString(), HEXADECIMAL), Files.readAllBytes(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One that crashed, is under way or a part of one that is, did not. */
    boolean isCommitted(int xid) {
        if (Integer.compareUnsigned(xid, FIRST_NORMAL) < 0) {
            return xid != 0;
        }
        if (!isPast(xid)) {
            return false;
        }
        byte[] file = files.get(xid >>> FILE_SHIFT);
        int at = (xid & IN_FILE) >> 2;
        return file != null && at < file.length && (file[at] >> (xid & IN_BYTE) * 2 & IN_BYTE) == COMMITTED;
    }

    /** Whether some transaction has had that number by now. */
    boolean isPast(int xid) {
        return xid - next < 0;
    }

    /** Whether these four bytes may be the number of a transaction that made a row. */
    boolean mayBe(int xid) {
        return xid == 2 || Integer.compareUnsigned(xid, FIRST_NORMAL) >= 0 && isPast(xid);
    }

    /** The one among several that did more than lock; 0 if none did, or nobody knows any more. */
    int updaterIn(int multi) {
        return updaters.computeIfAbsent(multi, this::ask);
    }

    private int ask(int multi) {
        try {
            return Query.first(
                            server,
                            UPDATER,
                            row -> Integer.parseUnsignedInt(row.getString(1)),
                            Integer.toUnsignedString(multi))
                    .orElse(0);
        } catch (SQLException e) {
            if (SqlState.isEndOfConnection(e)) {
                throw new IllegalStateException("the server of the copy is gone", e);
            }
            return 0;
        }
    }
}
