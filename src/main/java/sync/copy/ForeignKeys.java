package sync.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.WorkerPool;
import postgres.Catalog;
import postgres.Identifier;
import postgres.Query;
import postgres.TableName;
import postgres.definition.ConstraintDefinition;
import postgres.definition.ConstraintDefinition.Kind;
import postgres.definition.Ddl;

/**
 * The foreign keys of staged tables, among each other and to tables that the target has: first all are there, then the
 * rows are looked at, several tables at a time, while others go on writing to what they point to.
 */
final class ForeignKeys {

    private static final String NOT_VALID = " not valid";

    private final PostData postData;
    private final WorkerPool workers;
    private final List<String> notes;

    ForeignKeys(PostData postData, WorkerPool workers, List<String> notes) {
        this.postData = postData;
        this.workers = workers;
        this.notes = notes;
    }

    /** Makes those of all tables that are not there. */
    void make(List<CopiedTable> tables) throws SQLException, IOException {
        List<WorkerPool.Task> validations = new ArrayList<>();
        for (CopiedTable table : tables) {
            List<String> validate = new ArrayList<>();
            for (Ddl.Member member : table.staging().members()) {
                if (member.is(Kind.FOREIGN_KEY)) {
                    make(table, member, validate);
                }
            }
            if (!validate.isEmpty()) {
                validations.add(() -> postData.inTransaction(connection -> {
                    for (String statement : validate) {
                        execute(connection, table, statement);
                    }
                }));
            }
        }
        workers.all(validations);
    }

    private void make(CopiedTable table, Ddl.Member member, List<String> validate) throws SQLException {
        ConstraintDefinition.ForeignKey key = member.constraint().foreignKey();
        TableName references = table.names().table(key.references());
        boolean later = !table.isPartitioned()
                && !key.rules().contains("NOT VALID")
                && !key.rules().contains("NOT ENFORCED");
        postData.inTransaction(connection -> {
            if (!Catalog.exists(connection, references)) {
                note(table, member);
                return;
            }
            execute(connection, table, member.statement() + (later ? NOT_VALID : ""));
            if (later) {
                validate.add("alter table " + member.table().quoted() + " validate constraint "
                        + Identifier.quote(member.name()));
            }
        });
    }

    private void note(CopiedTable table, Ddl.Member member) {
        notes.add(table.name().display() + " has no foreign key "
                + member.constraint().name()
                + " on the target, since there is no table "
                + member.constraint().foreignKey().references().display() + " there");
    }

    private static void execute(Connection connection, CopiedTable table, String statement) throws SQLException {
        try {
            Query.execute(connection, statement);
        } catch (SQLException e) {
            throw Staging.refused(
                    e, "the rows of " + table.name().display() + " point to rows that the target does not have");
        }
    }
}
