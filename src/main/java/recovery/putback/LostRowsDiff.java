package recovery.putback;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import ledger.ProblemException;
import ledger.RunHeader;
import postgres.Catalog;
import postgres.Databases;
import postgres.Table;
import postgres.TableName;
import postgres.Transactions;
import rows.change.RowChoice;
import rows.diff.KeyList;
import rows.diff.RowSource;
import rows.diff.StagedDiff;
import rows.diff.TableDiff;
import rows.place.RemoteTargets;

/** Tells what a recovered server has that the live one has not, or has otherwise; nothing is changed. */
@ApplicationScoped
public class LostRowsDiff {

    private final PutBack putBack;
    private final RemoteTargets targets;

    public LostRowsDiff(PutBack putBack, RemoteTargets targets) {
        this.putBack = putBack;
        this.targets = targets;
    }

    /**
     * What is asked.
     *
     * @param what says tables, keys and database as a request to put them back does
     * @param rows how many of the rows of a table are shown
     * @param all whether all tables are meant, whatever the incident
     */
    public record Question(PutBackRequest what, int rows, boolean all) {

        /** One about the tables that are named, or those of the incident. */
        public Question(PutBackRequest what, int rows) {
            this(what, rows, false);
        }

        public Question {
            Objects.requireNonNull(what, "what");
        }

        /** Numbers alone, of all tables. */
        public static Question aboutAll(RunHeader header, String recovery) {
            return new Question(
                    new PutBackRequest(header, recovery, List.of(), RowChoice.MISSING, null, Databases.MAIN, false),
                    0,
                    true);
        }
    }

    /**
     * The answer.
     *
     * @param database that the recovered server was held against
     * @param gone tables that are not there any more: all of their rows are missing
     */
    public record Found(
            String recovery, String database, List<TableDiff> tables, List<String> gone, List<String> notes) {

        public Found {
            tables = List.copyOf(tables);
            gone = List.copyOf(gone);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Compares.
     *
     * @throws ProblemException if the recovered server, a table or the database is not there
     */
    public Found ask(Question question) throws SQLException, IOException {
        PutBackRequest what = question.what();
        try (LostRows lost = putBack.lost(what.recovery(), what.tables(), question.all(), what.database(), null);
                Connection live = targets.connect(what.database())) {
            return Transactions.<Found, IOException>undone(live, same -> {
                List<TableName> gone = lost.gone(same);
                List<String> notes = new ArrayList<>(lost.state().notes());
                List<TableDiff> tables = new ArrayList<>();
                for (RowSource rows : lost.rows()) {
                    Optional<Table> table = Catalog.exact(same, rows.table());
                    if (table.isEmpty()) {
                        tables.add(allOf(rows));
                    } else if (rows.key().isEmpty() && what.tables().isEmpty()) {
                        notes.add(rows.table().display() + " has no primary key, and was not compared");
                    } else {
                        tables.add(diff(same, rows, table.get(), question));
                    }
                }
                return new Found(
                        what.recovery(),
                        what.database(),
                        tables,
                        gone.stream().map(TableName::display).toList(),
                        notes);
            });
        }
    }

    private static TableDiff diff(Connection connection, RowSource rows, Table table, Question question)
            throws SQLException, IOException {
        StagedDiff diff = StagedDiff.of(connection, rows, table);
        JsonNode keys = question.what().keys();
        if (keys != null) {
            diff.only(KeyList.read(keys, rows.key()));
        }
        return diff.diff(
                question.rows(),
                question.what().rows() == RowChoice.CHANGED ? StagedDiff.Kind.CHANGED : StagedDiff.Kind.MISSING);
    }

    private static TableDiff allOf(RowSource rows) {
        return new TableDiff(
                rows.table().display(), rows.rows(), 0, 0, 0, List.of(), List.of(), List.of(), List.of(), Map.of());
    }
}
