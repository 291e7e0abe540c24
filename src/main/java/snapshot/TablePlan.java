package snapshot;

import postgres.Column;
import postgres.Condition;
import postgres.Identifier;
import postgres.KeyBuckets;
import postgres.Table;
import postgres.definition.TableDefinition;

/**
 * What is to be read of a table.
 *
 * @param buckets how its hashes are cut; null for a table without a key
 * @param where which rows, or null for all
 * @param bytes that it takes on the server's disk
 */
record TablePlan(Table table, TableDefinition definition, KeyBuckets buckets, Condition where, long bytes) {

    String rows() {
        String columns = table.writable().isEmpty()
                ? ""
                : Identifier.list(table.writable().stream().map(Column::name).toList(), "t.");
        return "select " + columns + " from " + table.relation() + " t" + (where == null ? "" : where.clause());
    }

    /** Only for showing how far it is. */
    long bytesOfARow() {
        return 64;
    }

    String hashed() {
        return where == null ? table.relation() : "(" + rows() + ")";
    }
}
