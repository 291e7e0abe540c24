package postgres.definition;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import postgres.Identifier;
import postgres.TableName;

/**
 * Something that stands on tables or belongs to them without being part of how they are made: a value that can be kept as
 * JSON, read by {@link Dependents}.
 *
 * @param kind function, aggregate, procedure, view, materialized view, trigger, rule, policy, statistics, publication or
 *     grant
 * @param name as PostgreSQL spells it, qualified, and for what is a table's own with the table
 * @param tables of those that were asked for, the ones that it is of
 * @param stands whether it needs them; a function may only be needed by them
 * @param there a condition of SQL: a database has it
 * @param statements that make it
 * @param removal takes it away
 */
public record Dependent(
        String kind,
        String name,
        List<TableName> tables,
        boolean stands,
        String there,
        List<String> statements,
        String removal) {

    private static final Set<String> HOLDING =
            Set.of("view", "materialized view", "function", "aggregate", "procedure", "publication");

    public Dependent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(there, "there");
        Objects.requireNonNull(removal, "removal");
        tables = Lists.orEmpty(tables);
        statements = Lists.orEmpty(statements);
    }

    /** As a list of such things tells it. */
    public String told() {
        return kind + " " + name;
    }

    /** Whether tables can be made only where it is: a function that stands on none of them. */
    public boolean comesFirst() {
        return !stands;
    }

    /** Whether it goes with a table that is dropped only where it is told to go too. */
    public boolean holdsTables() {
        return stands && HOLDING.contains(kind);
    }

    /** One statement that makes it, unless it is there. */
    public String unlessThere() {
        StringBuilder body = new StringBuilder("begin if not (" + there + ") then");
        statements.forEach(statement ->
                body.append(" execute ").append(Identifier.literal(statement)).append(';'));
        return "do " + Identifier.literal(body.append(" end if; end").toString());
    }
}
