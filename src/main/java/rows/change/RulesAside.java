package rows.change;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.SqlState;
import postgres.TableName;

/**
 * The third way to change rows that take over each other's unique values, where they cannot go and come again because others
 * would go along, or somebody would see it: the rule that stands in their way is taken off, the rows are changed, and it is
 * made again, to which all rows have to fit. Nobody else reads the table meanwhile.
 */
public final class RulesAside {

    private static final String RULE = Sql.read("rows/change/unique-rule.sql");

    /** Something of it waits for the end of the transaction. */
    private static final Set<String> CANNOT_BE_TAKEN_OFF = Set.of(
            SqlState.OBJECT_IN_USE, SqlState.DEPENDED_ON, SqlState.INSUFFICIENT_PRIVILEGE, SqlState.LOCK_NOT_AVAILABLE);

    private final Connection connection;
    private final List<TableName> tables;
    private final List<Rule> aside = new ArrayList<>();

    /** Statements that take a rule off and make it again. */
    private record Rule(String off, String again) {}

    private RulesAside(Connection connection, List<TableName> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /**
     * Changes the rows, taking off one rule after the other as they turn out to stand in the way.
     *
     * @param tables whose rules may be taken off
     * @param change is tried again and again, each time from the beginning
     * @return what stands in the way for good, then nothing is changed; empty if it is done
     */
    public static Optional<SQLException> run(Connection connection, List<TableName> tables, Savepoint.Attempt change)
            throws SQLException {
        RulesAside without = new RulesAside(connection, tables);
        Optional<SQLException> inTheWay = without.attempt(change);
        while (inTheWay.isPresent() && SqlState.isTaken(inTheWay.get())) {
            Optional<Rule> rule = without.rule(inTheWay.get());
            if (rule.isEmpty() || without.aside.contains(rule.get())) {
                return inTheWay;
            }
            without.aside.add(rule.get());
            inTheWay = without.attempt(change);
        }
        return inTheWay;
    }

    private Optional<SQLException> attempt(Savepoint.Attempt change) throws SQLException {
        return Savepoint.attempt(
                connection,
                e -> SqlState.isRowsFault(e) || CANNOT_BE_TAKEN_OFF.contains(String.valueOf(e.getSQLState())),
                () -> {
                    for (Rule rule : aside) {
                        Query.execute(connection, rule.off);
                    }
                    change.run();
                    for (Rule rule : aside) {
                        Query.execute(connection, rule.again);
                    }
                });
    }

    private Optional<Rule> rule(SQLException inTheWay) throws SQLException {
        List<Rule> rules = new ArrayList<>();
        Query.list(
                connection,
                RULE,
                row -> tables.contains(new TableName(row.getString("schema"), row.getString("name")))
                        && rules.add(new Rule(row.getString("off"), row.getString("again"))),
                SqlState.schema(inTheWay),
                SqlState.constraint(inTheWay));
        return rules.stream().findFirst();
    }
}
