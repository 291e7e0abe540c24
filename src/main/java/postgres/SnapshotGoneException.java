package postgres;

import java.sql.SQLException;

/** Whoever exported a snapshot does not hold it any more. Another one, of a later moment, may do. */
public final class SnapshotGoneException extends SQLException {

    SnapshotGoneException(SQLException cause) {
        super(cause.getMessage(), SqlState.NOT_IN_PREREQUISITE_STATE, cause);
    }
}
