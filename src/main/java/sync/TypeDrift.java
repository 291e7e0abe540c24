package sync;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Identifier;
import postgres.Query;
import postgres.definition.Ddl;
import postgres.definition.TableDefinition;
import postgres.definition.TypeDefinition;

/**
 * Types of the user's own that the source's columns need and the target lacks, and labels that enums have on the source.
 *
 * @param statements for the target
 * @param told what differs, in words
 */
record TypeDrift(List<String> statements, List<String> told) {

    private static final String LABELS =
            "select l.enumlabel from pg_catalog.pg_enum l where l.enumtypid = pg_catalog.to_regtype(?) order by l.enumsortorder";

    /**
     * What makes the target's types fit.
     *
     * @throws ProblemException if a label may have been renamed
     */
    static TypeDrift of(TableDefinition definition, Connection target, Flow flow) throws SQLException {
        TypeDrift drift = new TypeDrift(new ArrayList<>(), new ArrayList<>());
        List<String> making = Ddl.of(definition).types();
        for (int i = 0; i < definition.types().size(); i++) {
            TypeDefinition type = definition.types().get(i);
            boolean there = Query.first(
                            target,
                            "select pg_catalog.to_regtype(?) is not null",
                            row -> row.getBoolean(1),
                            type.quoted())
                    .orElseThrow();
            if (!there) {
                drift.make(type, making.get(i));
            } else if (type.kind() == TypeDefinition.Kind.ENUM) {
                drift.label(type, Query.list(target, LABELS, row -> row.getString(1), type.quoted()), flow);
            }
        }
        return drift;
    }

    private void make(TypeDefinition type, String statement) {
        statements.add("create schema if not exists " + Identifier.quote(type.schema()));
        statements.add(statement);
        told.add("type " + shown(type) + " is new");
    }

    private static String shown(TypeDefinition type) {
        return type.schema().equals("public") ? type.name() : type.schema() + "." + type.name();
    }

    /** Each new label in its place: behind the one before it, or before the first that the target has of those behind it. */
    private void label(TypeDefinition type, List<String> there, Flow flow) {
        List<String> labels = type.labels();
        List<String> fresh =
                labels.stream().filter(label -> !there.contains(label)).toList();
        List<String> left =
                there.stream().filter(label -> !labels.contains(label)).toList();
        if (!fresh.isEmpty() && !left.isEmpty()) {
            throw new ProblemException(Problem.conflict(
                    "type " + shown(type) + " has the labels " + String.join(", ", fresh) + " in " + flow.from()
                            + ", which " + flow.to() + " lacks, and not " + String.join(", ", left) + ", which "
                            + flow.to() + " has: they may have been renamed",
                    "run in " + flow.to() + " what was done: alter type " + type.quoted() + " rename value "
                            + Identifier.literal(left.get(0)) + " to " + Identifier.literal(fresh.get(0))
                            + ", or alter type " + type.quoted() + " add value " + Identifier.literal(fresh.get(0))));
        }
        for (String label : fresh) {
            int place = labels.indexOf(label);
            String where = place > 0
                    ? " after " + Identifier.literal(labels.get(place - 1))
                    : labels.stream()
                            .filter(there::contains)
                            .findFirst()
                            .map(next -> " before " + Identifier.literal(next))
                            .orElse("");
            statements.add(
                    "alter type " + type.quoted() + " add value if not exists " + Identifier.literal(label) + where);
            told.add("type " + shown(type) + " has a new label " + label);
        }
    }
}
