package rows.load;

import postgres.Column;

/** Who reads the values of which column. */
@FunctionalInterface
public interface ColumnReaders {

    /** Values go in as they are. */
    ColumnReaders NONE = column -> null;

    /** The reader of a column, or null where its values go in as they are. */
    ValueReader of(Column column);
}
