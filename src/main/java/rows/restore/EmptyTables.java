package rows.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.SqlState;
import postgres.Table;
import rows.change.BeforeImages;
import rows.diff.RowSource;

/** Those tables of a restore whose rows go straight in, parents before their children. */
final class EmptyTables {

    private final Connection connection;
    private final RestoreOptions options;
    private final RestoreReport report;
    private final List<EmptyTable> keyed = new ArrayList<>();
    private final List<EmptyTable> keyless = new ArrayList<>();

    EmptyTables(Connection connection, RestoreOptions options, RestoreReport report) {
        this.connection = connection;
        this.options = options;
        this.report = report;
    }

    /** Whether a table is one of them from now on. */
    boolean takes(RowSource contents, Table live) throws SQLException {
        if (!EmptyTable.is(connection, options, contents, live)) {
            return false;
        }
        EmptyTable empty = new EmptyTable(contents, live);
        (empty.isKeyed() ? keyed : keyless).add(empty);
        return true;
    }

    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        keyed.forEach(empty -> tables.add(empty.live()));
        keyless.forEach(empty -> tables.add(empty.live()));
        return tables;
    }

    /** Those with a key are none of these any more: others have to be compared, which they may refer to. */
    List<EmptyTable> giveUp() {
        List<EmptyTable> given = List.copyOf(keyed);
        keyed.clear();
        return given;
    }

    void tell() {
        keyed.forEach(empty -> report.wouldFill(empty.contents()));
        keyless.forEach(empty -> report.wouldFill(empty.contents()));
    }

    /** Fills those with a key; false, with nothing done, where a row of one does not fit, and has to be found. */
    boolean fill() throws SQLException, IOException {
        if (keyed.isEmpty()) {
            return true;
        }
        Query.execute(connection, "savepoint caravanserai_fill");
        for (EmptyTable empty : keyed) {
            if (empty.fill(connection).isPresent()) {
                Query.execute(connection, "rollback to savepoint caravanserai_fill");
                Query.execute(connection, "release savepoint caravanserai_fill");
                return false;
            }
        }
        Query.execute(connection, "release savepoint caravanserai_fill");
        return true;
    }

    /**
     * Fills those without a key, when all others are there.
     *
     * @throws ProblemException if a row does not fit
     */
    void fillKeyless() throws SQLException, IOException {
        for (EmptyTable empty : keyless) {
            SQLException fault = empty.fill(connection).orElse(null);
            if (fault != null) {
                throw new ProblemException(Problem.conflict(
                        "the rows of " + empty.live().name().display() + " do not fit: " + SqlState.firstLine(fault),
                        "it has no primary key, so they go in together or not at all: name the other tables alone"));
            }
            report.note(empty.live().name().display()
                    + " has no primary key: its rows are there again, and stay when the others are taken back");
        }
    }

    /**
     * What is kept of them.
     *
     * @param place the turn of the first among the tables of the run
     */
    List<BeforeImages> images(int place) throws SQLException {
        List<BeforeImages> images = new ArrayList<>();
        for (EmptyTable empty : keyed) {
            images.add(empty.image(connection, options.run(), place + images.size()));
            report.filled(empty.contents());
        }
        keyless.forEach(empty -> report.filled(empty.contents()));
        return images;
    }
}
