package recovery.putback;

import java.io.IOException;
import java.sql.SQLException;
import ledger.Attempt;
import ledger.RunEnd;
import rows.restore.Restore;

/** A restore of rows that are read from a recovered server meanwhile. */
record PutBackAttempt(Restore restore, LostRows lost) implements Attempt {

    @Override
    public Iterable<Step> steps() {
        return restore.steps();
    }

    @Override
    public RunEnd finish() throws SQLException {
        return restore.finish();
    }

    @Override
    public void keep() throws SQLException {
        restore.keep();
    }

    @Override
    public void close() throws IOException, SQLException {
        try {
            restore.close();
        } finally {
            lost.close();
        }
    }
}
