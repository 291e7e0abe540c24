package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * A table of a dump file, at the end of the file.
 *
 * @param rows how many it has
 * @param complete whether these are all rows that the table had: the file is complete, has a part for this table's rows,
 *     even if that is empty, and names no filter. Only then does a row's absence say anything
 * @param partial why it is not complete, or null
 * @param uncertain what statements left its rows uncertain, or null
 * @param verbs how its rows are put in where that is not by plain INSERT: runs of rows, in order
 * @param rowsIn the file beside the JSON that has the rows, one JSON array a line; null where they stand in the JSON itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeptTable(
        DumpTable table,
        long rows,
        boolean complete,
        String partial,
        String uncertain,
        List<VerbRun> verbs,
        String rowsIn) {

    /** From row {@code from}, counted from 0, before row {@code to}. */
    public record VerbRun(RowVerb verb, long from, long to) {}

    public KeptTable {
        Objects.requireNonNull(table, "table");
        verbs = List.copyOf(verbs);
    }
}
