package dumps.keep;

import com.fasterxml.jackson.annotation.JsonInclude;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import java.util.List;

/**
 * What the JSON says of a table before its rows.
 *
 * @param count how many rows it has
 * @param rowsBytes how many bytes there are between the brackets of the rows, so that they can be skipped
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TableFacts(
        String database,
        String schema,
        String name,
        boolean defined,
        List<DumpColumn> columns,
        List<String> key,
        List<DumpKey> keys,
        String partitionBy,
        TableId partitionOf,
        String comment,
        long count,
        boolean complete,
        String partial,
        String uncertain,
        List<KeptTable.VerbRun> verbs,
        String rowsIn,
        long rowsBytes) {

    static TableFacts of(KeptTable kept, long rowsBytes) {
        DumpTable table = kept.table();
        return new TableFacts(
                table.id().database(),
                table.id().schema(),
                table.id().name(),
                table.defined(),
                table.columns(),
                table.key(),
                table.keys(),
                table.partitionBy(),
                table.partitionOf(),
                table.comment(),
                kept.rows(),
                kept.complete(),
                kept.partial(),
                kept.uncertain(),
                kept.verbs(),
                kept.rowsIn(),
                rowsBytes);
    }

    KeptTable kept() {
        DumpTable table = new DumpTable(
                new TableId(database, schema, name), defined, columns, keys, partitionBy, partitionOf, comment);
        return new KeptTable(table, count, complete, partial, uncertain, verbs == null ? List.of() : verbs, rowsIn);
    }
}
