package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** A connection whose network broke in the middle of a {@code COPY}. */
final class Broken {

    private static final String CONNECTION_CLASS = "08";

    private Broken() {}

    /** The driver keeps such a connection locked, and whoever rolls back would wait for ever: it is hung up instead. */
    static SQLException hungUp(PGConnection connection, SQLException trouble) throws SQLException {
        if (String.valueOf(trouble.getSQLState()).startsWith(CONNECTION_CLASS)
                && connection instanceof Connection physical) {
            physical.abort(Runnable::run);
        }
        return trouble;
    }
}
