package postgres.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postgres.Identifier;

/** Renders columns and the sequences behind them. */
final class ColumnDdl {

    private final TableDefinition definition;
    private final Names names;

    ColumnDdl(TableDefinition definition, Names names) {
        this.definition = definition;
        this.names = names;
    }

    /** Each column as it stands in {@code create table}. */
    List<String> columns() {
        return definition.columns().stream().map(this::column).toList();
    }

    /** The column of that name as it stands behind {@code add column}, on a table that may have rows. */
    String addable(String name) {
        ColumnDefinition column = definition.columns().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        boolean filled = column.defaultExpression() != null || column.identity() != null || column.generated() != null;
        return column(column, column.notNull() && filled, false);
    }

    private String column(ColumnDefinition column) {
        return column(column, column.notNull(), names.sameName());
    }

    /** A column that is added leaves its constraint's name to the server: one of a column that was renamed may have it. */
    private String column(ColumnDefinition column, boolean notNull, boolean named) {
        StringBuilder text =
                new StringBuilder(Identifier.quote(column.name())).append(' ').append(column.type());
        if (column.compression() != null) {
            text.append(" compression ").append(column.compression());
        }
        if (column.collation() != null) {
            text.append(" collate ").append(column.collation());
        }
        if (column.defaultExpression() != null) {
            text.append(" default ").append(expression(column));
        }
        if (column.identity() != null) {
            text.append(" generated ").append(words(column.identity())).append(" as identity");
            identitySequence(column).ifPresent(sequence -> text.append(" (sequence name ")
                    .append(names.sequence(sequence.name()).quoted())
                    .append(parameters(sequence))
                    .append(')'));
        }
        if (column.generated() != null) {
            text.append(" generated always as (")
                    .append(column.generated().expression())
                    .append(") ")
                    .append(words(column.generated().kept()));
        }
        if (notNull) {
            if (column.notNullConstraint() != null && named) {
                text.append(" constraint ").append(Identifier.quote(column.notNullConstraint()));
            }
            text.append(" not null");
        }
        return text.toString();
    }

    private String expression(ColumnDefinition column) {
        return RegclassConstants.replace(column.defaultExpression(), names::sequence);
    }

    /** Gives the columns of a table their defaults that was made without. */
    List<String> defaults() {
        return definition.columns().stream()
                .filter(column -> column.defaultExpression() != null && column.generated() == null)
                .map(column -> "alter table " + names.target().quoted() + " alter column "
                        + Identifier.quote(column.name()) + " set default " + expression(column))
                .toList();
    }

    private Optional<SequenceDefinition> identitySequence(ColumnDefinition column) {
        return sequences(SequenceDefinition.Kind.IDENTITY).stream()
                .filter(sequence -> sequence.column().equals(column.name()))
                .findFirst();
    }

    /** What older servers do not take in {@code create table}. */
    List<String> settings() {
        List<String> statements = new ArrayList<>();
        for (ColumnDefinition column : definition.columns()) {
            String alter =
                    "alter table " + names.target().quoted() + " alter column " + Identifier.quote(column.name());
            if (column.storage() != null) {
                statements.add(alter + " set storage " + column.storage());
            }
            if (column.statistics() != null) {
                statements.add(alter + " set statistics " + column.statistics());
            }
        }
        return statements;
    }

    /** Makes the sequences its columns will own. */
    List<String> ownedSequences() {
        return sequences(SequenceDefinition.Kind.OWNED).stream()
                .map(sequence ->
                        "create " + (sequence.unlogged() ? "unlogged " : "") + "sequence " + declaration(sequence))
                .toList();
    }

    /** Makes what a default of that column draws from, unless it is there. */
    List<String> sequencesOf(String column) {
        return definition.sequences().stream()
                .filter(sequence -> sequence.kind() != SequenceDefinition.Kind.IDENTITY
                        && (sequence.kind() == SequenceDefinition.Kind.SHARED || column.equals(sequence.column())))
                .map(sequence -> "create " + (sequence.unlogged() ? "unlogged " : "") + "sequence if not exists "
                        + declaration(sequence))
                .toList();
    }

    /** Makes the sequences its defaults share with others, unless they are there. */
    List<String> sharedSequences() {
        return sequences(SequenceDefinition.Kind.SHARED).stream()
                .map(sequence -> "create sequence if not exists " + declaration(sequence))
                .toList();
    }

    /** Gives the sequences to their columns. */
    List<String> ownership() {
        return sequences(SequenceDefinition.Kind.OWNED).stream()
                .map(sequence ->
                        "alter sequence " + names.sequence(sequence.name()).quoted() + " owned by "
                                + names.target().quoted() + "." + Identifier.quote(sequence.column()))
                .toList();
    }

    /** Sets the table's own sequences to where the originals stand, whatever they are called there. */
    List<String> ownPositions() {
        return definition.sequences().stream()
                .filter(sequence -> sequence.kind() != SequenceDefinition.Kind.SHARED && sequence.lastValue() != null)
                .map(sequence ->
                        position(sequence, onlyOneOfItsColumn(sequence) ? serial(sequence) : regclass(sequence)))
                .toList();
    }

    /** Sets the shared sequences to where the originals stand. */
    List<String> sharedPositions() {
        return sequences(SequenceDefinition.Kind.SHARED).stream()
                .filter(sequence -> sequence.lastValue() != null)
                .map(sequence -> position(sequence, regclass(sequence)))
                .toList();
    }

    private static String position(SequenceDefinition sequence, String which) {
        return "select pg_catalog.setval(" + which + ", " + sequence.lastValue() + ", " + sequence.called() + ")";
    }

    private boolean onlyOneOfItsColumn(SequenceDefinition sequence) {
        return definition.sequences().stream()
                        .filter(other -> sequence.column().equals(other.column()))
                        .count()
                == 1;
    }

    private String serial(SequenceDefinition sequence) {
        return "pg_catalog.pg_get_serial_sequence("
                + Identifier.literal(names.target().quoted()) + ", " + Identifier.literal(sequence.column()) + ")";
    }

    private String regclass(SequenceDefinition sequence) {
        return Identifier.literal(names.sequence(sequence.name()).quoted()) + "::pg_catalog.regclass";
    }

    private String declaration(SequenceDefinition sequence) {
        return names.sequence(sequence.name()).quoted() + " as " + sequence.type() + parameters(sequence);
    }

    private static String parameters(SequenceDefinition sequence) {
        return " increment by " + sequence.increment() + " minvalue " + sequence.minimum() + " maxvalue "
                + sequence.maximum() + " start with " + sequence.start() + " cache " + sequence.cache()
                + (sequence.cycle() ? " cycle" : " no cycle");
    }

    private List<SequenceDefinition> sequences(SequenceDefinition.Kind kind) {
        return definition.sequences().stream()
                .filter(sequence -> sequence.kind() == kind)
                .toList();
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
