package postgres.definition;

import java.util.ArrayList;
import java.util.List;
import postgres.Identifier;
import postgres.TableName;

/** Renders the comments on a table and all that belongs to it. */
final class CommentDdl {

    private final Names names;
    private final List<String> statements = new ArrayList<>();

    private CommentDdl(Names names) {
        this.names = names;
    }

    static List<String> comments(TableDefinition definition, Names names) {
        CommentDdl comments = new CommentDdl(names);
        comments.add("table " + names.target().quoted(), definition.comment());
        for (ColumnDefinition column : definition.columns()) {
            comments.add("column " + names.target().quoted() + "." + Identifier.quote(column.name()), column.comment());
        }
        comments.members(definition.name(), definition.constraints(), definition.indexes());
        for (PartitionDefinition partition : definition.allPartitions()) {
            comments.add("table " + names.table(partition.name()).quoted(), partition.comment());
            comments.members(partition.name(), partition.constraints(), partition.indexes());
        }
        return comments.statements;
    }

    private void members(TableName owner, List<ConstraintDefinition> constraints, List<IndexDefinition> indexes) {
        TableName table = names.table(owner);
        for (ConstraintDefinition constraint : constraints) {
            String name = Identifier.quote(names.constraint(owner, constraint.name()));
            add("constraint " + name + " on " + table.quoted(), constraint.comment());
        }
        for (IndexDefinition index : indexes) {
            TableName name = new TableName(table.schema(), names.index(owner, index.name()));
            add("index " + name.quoted(), index.comment());
        }
    }

    private void add(String what, String comment) {
        if (comment != null) {
            statements.add("comment on " + what + " is " + Identifier.literal(comment));
        }
    }
}
