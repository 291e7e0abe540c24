package dumps.load;

import dumps.DumpColumn;
import dumps.TableId;
import dumps.merge.MergedTable;
import java.util.List;
import java.util.stream.IntStream;
import postgres.TableName;
import postgres.definition.TableDefinition;

/**
 * How a table of the merged state becomes one of PostgreSQL's.
 *
 * @param definition as it will be, with its keys, checks and indexes, but without foreign keys
 * @param columns what each column becomes, in order
 * @param names what they are called
 * @param foreignKeys statements that make them, each with what it is in words
 */
record TablePlan(
        MergedTable table,
        TableDefinition definition,
        List<PgColumn> columns,
        List<String> names,
        List<ForeignKey> foreignKeys) {

    /** A foreign key that is made when all rows are there. */
    record ForeignKey(String name, List<String> columns, TableId references, List<String> referenced, String actions) {}

    /** The columns that rows bring values for: a server computes those of the others. */
    int[] written() {
        return IntStream.range(0, columns.size())
                .filter(i -> definition.columns().get(i).generated() == null)
                .toArray();
    }

    TableName name() {
        return definition.name();
    }

    DumpColumn column(int place) {
        return table.definition().columns().get(place);
    }
}
