package sync.copy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import postgres.TableName;

/**
 * Some pages of a table, which are copied in one transaction.
 *
 * @param table what it is a chunk of
 * @param part with its first and end page
 * @param firstBlock null for the whole part
 * @param endBlock the page behind the last, null for all that follow
 * @param blocks how many pages that were, when it was cut
 * @param done what is known of its rows when they have arrived, or null
 */
record Chunk(UUID run, int number, TableName table, Part part, Long firstBlock, Long endBlock, long blocks, Done done) {

    /** Pages of a chunk at most: 64 MiB. */
    private static final long MOST_BLOCKS = 8192;
    /** Fewer are not worth the trouble. */
    private static final long FEWEST_BLOCKS = 1024;
    /** So many chunks for each worker leave none of them idle for long at the end. */
    private static final int FOR_EACH_WORKER = 4;

    /**
     * The rows of a chunk.
     *
     * @param checksum their content hash, as they were read
     */
    record Done(long rows, long checksum) {}

    Chunk {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(part, "part");
    }

    /** Cuts tables into chunks, in their order. */
    static List<Chunk> cut(UUID run, List<CopiedTable> tables, int workers) {
        List<Chunk> chunks = new ArrayList<>();
        for (CopiedTable table : tables) {
            for (Part part : table.parts()) {
                cut(run, table.name(), part, workers, chunks);
            }
        }
        return chunks;
    }

    private static void cut(UUID run, TableName table, Part part, int workers, List<Chunk> chunks) {
        long all = part.blocks() == null ? 0 : part.blocks();
        long each = Math.min(Math.max(all / ((long) FOR_EACH_WORKER * workers) + 1, FEWEST_BLOCKS), MOST_BLOCKS);
        if (all <= each) {
            chunks.add(new Chunk(run, chunks.size(), table, part, null, null, all, null));
            return;
        }
        for (long first = 0; first < all; first += each) {
            // What is added meanwhile is not seen; what a later attempt sees is in the last.
            boolean last = first + each >= all;
            chunks.add(new Chunk(
                    run,
                    chunks.size(),
                    table,
                    part,
                    first,
                    last ? null : first + each,
                    Math.min(each, all - first),
                    null));
        }
    }

    static Chunk of(ResultSet row) throws SQLException {
        long rows = row.getLong("rows");
        return new Chunk(
                row.getObject("run", UUID.class),
                row.getInt("number"),
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                new Part(
                        new TableName(row.getString("part_schema"), row.getString("part_name")),
                        new TableName(row.getString("into_schema"), row.getString("into_name")),
                        null),
                row.getObject("first_block", Long.class),
                row.getObject("end_block", Long.class),
                row.getLong("blocks"),
                row.getString("state").equals("done") ? new Done(rows, row.getLong("checksum")) : null);
    }

    /** The rows of the chunk on the source, as the end of a select. */
    String rows() {
        String from = " from only " + part.from().quoted() + " t";
        if (firstBlock == null) {
            return from;
        }
        return from + " where t.ctid >= '(" + firstBlock + ",0)'::tid"
                + (endBlock == null ? "" : " and t.ctid < '(" + endBlock + ",0)'::tid");
    }
}
