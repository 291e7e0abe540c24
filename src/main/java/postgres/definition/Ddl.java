package postgres.definition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import postgres.Identifier;
import postgres.TableName;

/**
 * The statements that make a table again, under its own name or another, in phases: rows are loaded between
 * {@link #createTable()} and the rest, and the statements of one phase may run beside each other. Nothing is run here.
 * What a definition only requires ({@link TableDefinition#requires()}) has to be there. A table that inherits is made to
 * stand alone; {@link Inheritance} connects it. In the order they run: {@link #schemas()}, {@link #types()}, {@link #createTable()}, rows,
 * {@link #keys()}, {@link #checks()}, {@link #indexes()}, {@link #foreignKeys()}, {@link #settings()},
 * {@link #comments()}, {@link #sequencePositions()}, {@link #triggers()}, {@link #policies()}.
 */
public final class Ddl {

    private final TableDefinition definition;
    private final Names names;
    private final ColumnDdl columns;
    private final TableDdl tables;
    private final MemberDdl members;

    /**
     * A constraint or index that is to be made.
     *
     * @param table whose it is: the table or one of its partitions
     * @param constraint null for an index that no constraint stands on
     */
    public record Member(TableName table, String name, ConstraintDefinition constraint, String statement) {

        /** Whether it is a constraint of one of these kinds. */
        public boolean is(ConstraintDefinition.Kind... kinds) {
            return constraint != null && List.of(kinds).contains(constraint.kind());
        }
    }

    private Ddl(TableDefinition definition, Names names) {
        this.definition = definition;
        this.names = names;
        this.columns = new ColumnDdl(definition, names);
        this.tables = new TableDdl(definition, names, columns);
        this.members = new MemberDdl(definition, names);
    }

    /** Makes the table under its own name, in another database or after it is gone. */
    public static Ddl of(TableDefinition definition) {
        return of(definition, definition.name());
    }

    /** Makes the table under another name; foreign keys to itself follow, those to others do not. */
    public static Ddl of(TableDefinition definition, TableName target) {
        return of(definition, Names.of(definition, target));
    }

    /** Makes the table under the names given, which must be made of the same definition. */
    public static Ddl of(TableDefinition definition, Names names) {
        return new Ddl(definition, names);
    }

    /** Everything that makes all the tables under their own names in a database that has none of them. */
    public static Script script(List<TableDefinition> definitions) {
        return Script.of(definitions.stream().map(Ddl::of).toList());
    }

    /** What it makes. */
    public TableDefinition definition() {
        return definition;
    }

    /** Makes the schemas it, its partitions, types and sequences live in, unless they are there. */
    public List<String> schemas() {
        Set<String> schemas = new LinkedHashSet<>();
        schemas.add(names.target().schema());
        definition
                .allPartitions()
                .forEach(partition -> schemas.add(names.table(partition.name()).schema()));
        definition.types().forEach(type -> schemas.add(type.schema()));
        definition
                .sequences()
                .forEach(sequence -> schemas.add(names.sequence(sequence.name()).schema()));
        return schemas.stream().map(Ddl::createSchema).toList();
    }

    private static String createSchema(String schema) {
        String quoted = Identifier.quote(schema);
        // "if not exists" would want the right to create even where nothing is to be created.
        return unlessThere("to_regnamespace", quoted, "create schema " + quoted + ";");
    }

    /** Makes the types its columns need, unless one of that name is there, whatever it is. */
    public List<String> types() {
        return definition.types().stream().map(Ddl::createType).toList();
    }

    private static String createType(TypeDefinition type) {
        String what = (type.kind() == TypeDefinition.Kind.DOMAIN ? "domain " : "type ") + type.quoted();
        String comment =
                type.comment() == null ? "" : " comment on " + what + " is " + Identifier.literal(type.comment()) + ";";
        return unlessThere("to_regtype", type.quoted(), "create " + what + type.definition() + ";" + comment);
    }

    private static String unlessThere(String lookUp, String quoted, String statements) {
        return "do "
                + Identifier.literal("begin if pg_catalog." + lookUp + "(" + Identifier.literal(quoted)
                        + ") is null then " + statements + " end if; end");
    }

    /** Makes the table, its own sequences and its partitions, without keys, checks and indexes. */
    public List<String> createTable() {
        return Stream.of(ownedSequences(), table(), columns.ownership())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The same with its keys, which costs less where few rows come; {@link #keys()} is not to be run then. Not for a
     * table with partitions, whose own keys come first.
     */
    public List<String> createTableWithKeys() {
        return Stream.of(ownedSequences(), tables.table(members.keysWithin()), columns.ownership())
                .flatMap(List::stream)
                .toList();
    }

    /** Adds the column of that name to a table that lacks it; without a value for the rows that are there it may stay empty. */
    public String addColumn(String column) {
        return "alter table " + names.target().quoted() + " add column " + columns.addable(column);
    }

    /** Makes what the column of that name draws its values from, unless it is there; before the column is added. */
    public List<String> sequencesOf(String column) {
        return columns.sequencesOf(column);
    }

    /** Makes one of its partitions with all that is below it, on a table that lacks it. */
    public List<String> addPartition(TableName parent, PartitionDefinition partition) {
        List<String> statements = new ArrayList<>();
        tables.partition(names.table(parent), partition, statements);
        Set<TableName> made = tables.below(partition);
        members().stream()
                .filter(member -> made.contains(member.table()))
                .forEach(member -> statements.add(member.statement()));
        return statements;
    }

    /** Gives its columns their defaults, whose sequences must be there; {@link #createTable()} does too. */
    public List<String> defaults() {
        return columns.defaults();
    }

    /** Makes the sequences that defaults use without owning them, unless they are there; not needed beside the original. */
    public List<String> sharedSequences() {
        return columns.sharedSequences();
    }

    List<String> ownedSequences() {
        return columns.ownedSequences();
    }

    List<String> ownership() {
        return columns.ownership();
    }

    List<String> table() {
        return tables.table(List.of());
    }

    /** Primary key, unique and exclusion constraints, an index each. */
    public List<String> keys() {
        return members.constraints(ConstraintDefinition.Kind::backedByIndex);
    }

    /** Check constraints; one that is not valid for all rows stays so. */
    public List<String> checks() {
        return members.constraints(
                kind -> kind == ConstraintDefinition.Kind.CHECK || kind == ConstraintDefinition.Kind.NOT_NULL);
    }

    /** Indexes no constraint stands on, a statement each. */
    public List<String> indexes() {
        return members.indexes();
    }

    /** Foreign keys, which want the keys of the tables they point to. */
    public List<String> foreignKeys() {
        return members.constraints(kind -> kind == ConstraintDefinition.Kind.FOREIGN_KEY);
    }

    /** Those of the foreign keys that point to one table. */
    public List<AddedConstraint> foreignKeysTo(TableName table) {
        return members.constraintMembers(kind -> kind == ConstraintDefinition.Kind.FOREIGN_KEY)
                .filter(key -> key.constraint().foreignKey().references().equals(table))
                .map(key -> new AddedConstraint(key.table(), key.name(), key.statement()))
                .toList();
    }

    /** All constraints and indexes one by one: keys, checks, indexes, foreign keys. */
    public List<Member> members() {
        return Stream.of(
                        members.constraintMembers(ConstraintDefinition.Kind::backedByIndex),
                        members.constraintMembers(kind ->
                                kind == ConstraintDefinition.Kind.CHECK || kind == ConstraintDefinition.Kind.NOT_NULL),
                        members.indexMembers(),
                        members.constraintMembers(kind -> kind == ConstraintDefinition.Kind.FOREIGN_KEY))
                .flatMap(Function.identity())
                .toList();
    }

    /** Whether row security is on, and what logical replication says of its rows; the indexes must be there. */
    public List<String> settings() {
        String alter = "alter table " + names.target().quoted();
        List<String> statements = new ArrayList<>();
        if (definition.rowSecurity().enabled()) {
            statements.add(alter + " enable row level security");
        }
        if (definition.rowSecurity().forced()) {
            statements.add(alter + " force row level security");
        }
        ReplicaIdentity identity = definition.replicaIdentity();
        if (identity.kind() == ReplicaIdentity.Kind.INDEX) {
            statements.add(alter + " replica identity using index "
                    + Identifier.quote(names.index(definition.name(), identity.index())));
        } else if (identity.kind() != ReplicaIdentity.Kind.DEFAULT) {
            statements.add(alter + " replica identity " + identity.kind().name().toLowerCase(Locale.ROOT));
        }
        return statements;
    }

    /** The comments on the table, its columns, constraints, indexes and partitions. */
    public List<String> comments() {
        return CommentDdl.comments(definition, names);
    }

    /** Sets the table's own sequences to where the originals stood; shared ones are not touched. */
    public List<String> sequencePositions() {
        return columns.ownPositions();
    }

    /** Sets shared sequences to where the originals stood, which may be back: for a database of its own. */
    public List<String> sharedSequencePositions() {
        return columns.sharedPositions();
    }

    /** The triggers, whose functions must be there; none under another name, as their text names the table. */
    public List<String> triggers() {
        return names.unchanged()
                ? definition.triggers().stream()
                        .flatMap(trigger -> trigger(trigger).stream())
                        .toList()
                : List.of();
    }

    /** One of them, and whether it fires. */
    public List<String> trigger(TriggerDefinition trigger) {
        String state =
                switch (trigger.enabled()) {
                    case ENABLED -> null;
                    case DISABLED -> "disable";
                    case REPLICA -> "enable replica";
                    case ALWAYS -> "enable always";
                };
        return state == null
                ? List.of(trigger.definition())
                : List.of(
                        trigger.definition(),
                        "alter table " + names.target().quoted() + " " + state + " trigger "
                                + Identifier.quote(trigger.name()));
    }

    /** The row security policies, whose roles must be there; none under another name, as they may name the table. */
    public List<String> policies() {
        return names.unchanged()
                ? definition.rowSecurity().policies().stream()
                        .map(policy -> "create policy " + Identifier.quote(policy.name()) + " on "
                                + names.target().quoted() + policy.definition())
                        .toList()
                : List.of();
    }
}
