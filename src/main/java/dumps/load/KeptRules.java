package dumps.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.DeadLetter;
import ledger.Json;
import postgres.Identifier;
import postgres.Query;
import postgres.Savepoint;
import postgres.SqlState;
import postgres.TableName;
import postgres.definition.ConstraintDefinition;

/** Makes the rules of a table over the rows that are there: those that break one become dead letters first. */
final class KeptRules {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final Connection connection;
    private final UUID run;
    private final String file;
    private final List<String> notes;

    /** @param file what the letters are said to come from */
    KeptRules(Connection connection, UUID run, String file, List<String> notes) {
        this.connection = connection;
        this.run = run;
        this.file = file;
        this.notes = notes;
    }

    /** Makes a key: of rows that have the same, the first stays. */
    List<DeadLetter> key(TableName table, ConstraintDefinition key, String statement) throws SQLException {
        Optional<SQLException> trouble = tried(statement);
        if (trouble.isEmpty()) {
            return List.of();
        }
        String columns = list(key.columns());
        List<DeadLetter> out = new ArrayList<>();
        if (key.kind() == ConstraintDefinition.Kind.PRIMARY_KEY) {
            String empty = key.columns().stream()
                    .map(column -> Identifier.quote(column) + " is null")
                    .collect(Collectors.joining(" or "));
            out.addAll(takeOut(table, empty, key.columns(), "23502", "null in the primary key " + key.name()));
        }
        String notNull = key.columns().stream()
                .map(column -> Identifier.quote(column) + " is not null")
                .collect(Collectors.joining(" and "));
        out.addAll(takeOut(
                table,
                "ctid in (select place from (select ctid as place, row_number() over (partition by " + columns
                        + " order by ctid) as nth from " + table.quoted() + " where " + notNull
                        + ") as same where nth > 1)",
                key.columns(),
                "23505",
                "another row has this key (" + key.name() + ")"));
        return again(out, key.name(), statement, trouble.get());
    }

    /** Makes a check. */
    List<DeadLetter> check(TableName table, ConstraintDefinition check, String statement) throws SQLException {
        Optional<SQLException> trouble = tried(statement);
        if (trouble.isEmpty()) {
            return List.of();
        }
        List<DeadLetter> out = SqlState.isUnknown(trouble.get())
                        || !"23514".equals(trouble.get().getSQLState())
                ? List.of()
                : takeOut(
                        table,
                        "not " + check.definition().substring("check ".length()),
                        check.columns(),
                        "23514",
                        "the row does not fit " + check.name());
        return again(out, check.name(), statement, trouble.get());
    }

    /**
     * Makes foreign keys: rows that refer to none that is there are taken out, and then those that referred to these. No key
     * stands while that is done, so that none keeps a row from going.
     */
    List<DeadLetter> foreignKeys(List<MadeForeignKey> keys) throws SQLException {
        List<MadeForeignKey> made = new ArrayList<>();
        boolean broken = false;
        for (MadeForeignKey key : keys) {
            Optional<SQLException> trouble = tried(key.statement());
            if (trouble.isEmpty()) {
                made.add(key);
            } else if (FOREIGN_KEY_VIOLATION.equals(trouble.get().getSQLState())) {
                broken = true;
                made.add(key);
            } else {
                leftOut(key.name(), trouble.get());
            }
        }
        if (!broken) {
            return List.of();
        }
        for (MadeForeignKey key : made) {
            Query.execute(connection, key.dropped());
        }
        List<DeadLetter> out = new ArrayList<>();
        int before;
        do {
            before = out.size();
            for (MadeForeignKey key : made) {
                out.addAll(takeOut(
                        key.table(),
                        key.orphans(),
                        key.columns(),
                        FOREIGN_KEY_VIOLATION,
                        "no row of " + key.parent().display() + " has what it refers to (" + key.name() + ")"));
            }
        } while (out.size() > before);
        for (MadeForeignKey key : made) {
            orNote(key.name(), key.statement());
        }
        return out;
    }

    /** Makes something that no row can break for good, or tells why it is not there. */
    void orNote(String what, String statement) throws SQLException {
        tried(statement).ifPresent(trouble -> leftOut(what, trouble));
    }

    private List<DeadLetter> again(List<DeadLetter> out, String name, String statement, SQLException trouble)
            throws SQLException {
        if (out.isEmpty()) {
            leftOut(name, trouble);
        } else {
            tried(statement).ifPresent(still -> leftOut(name, still));
        }
        return out;
    }

    private void leftOut(String what, SQLException trouble) {
        notes.add(what + " is not carried over: " + SqlState.firstLine(trouble).replaceFirst("^ERROR: ", ""));
    }

    private Optional<SQLException> tried(String statement) throws SQLException {
        return Savepoint.attempt(connection, () -> Query.execute(connection, statement));
    }

    private List<DeadLetter> takeOut(TableName table, String where, List<String> columns, String state, String reason)
            throws SQLException {
        return Query.list(
                connection,
                "delete from " + table.quoted() + " where " + where + " returning to_jsonb(" + table.quoted() + ".*)",
                row -> {
                    String values = row.getString(1);
                    return new DeadLetter(
                            null,
                            run,
                            table.display(),
                            file,
                            null,
                            String.join(", ", columns),
                            state,
                            reason,
                            values.getBytes(StandardCharsets.UTF_8),
                            "UTF-8",
                            Json.read(values),
                            true);
                });
    }

    private static String list(List<String> columns) {
        return columns.stream().map(Identifier::quote).collect(Collectors.joining(", "));
    }
}
