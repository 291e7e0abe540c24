package postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to one database come from. */
@FunctionalInterface
public interface Connections {

    /** Another one, to be closed by whoever asked. */
    Connection open() throws SQLException;
}
