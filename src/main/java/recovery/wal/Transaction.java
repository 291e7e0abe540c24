package recovery.wal;

import java.util.List;
import java.util.Map;

/**
 * A transaction that committed, with all of its parts that were not rolled back.
 *
 * @param end its last record
 * @param first where the first record begins that was read of it
 * @param rows what it did to the rows of each file
 * @param events what it did to files and the catalog, in the order of the log
 */
record Transaction(TransactionEnd end, long first, Map<RelationFile, RowCounts> rows, List<StorageEvent> events) {}
