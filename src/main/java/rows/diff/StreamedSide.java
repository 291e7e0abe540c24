package rows.diff;

import java.sql.Connection;
import java.sql.SQLException;
import postgres.TableName;

/** One of the two databases whose rows are streamed by, in a transaction that sees one moment. */
public interface StreamedSide {

    Connection connection();

    /** What is for the user to mend is an answer; anything else stays what it is. */
    SQLException explained(SQLException e, TableName table);

    /** Cancels what it does now. */
    void stop() throws SQLException;
}
