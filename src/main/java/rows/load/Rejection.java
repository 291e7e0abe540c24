package rows.load;

/**
 * The database's answer to one row.
 *
 * @param record the row's place in its batch
 * @param column the column at fault, several joined by commas, or null
 * @param waits whether a row that comes later may make this one good: it refers to its own table
 */
public record Rejection(int record, String column, String sqlstate, String reason, boolean waits) {}
