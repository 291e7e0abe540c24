package sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import postgres.Column;
import rows.change.Reconciler;
import sync.TargetWriter.Place;

/** A table on its way through one sync: its streams, and what became of its rows. */
final class TableSync {

    private final SyncedTable source;
    private final SyncedTable target;
    private final List<ChangeStream> streams;
    private final List<Column> columns;
    private final Set<ChangeStream> changed = new LinkedHashSet<>();
    private Counts open = Counts.NONE;
    private long rows;
    private long inserted;
    private long updated;
    private long deleted;
    private int chunks;
    private boolean lost;
    private boolean unlogged;
    private Reconciler.Found reconciled;

    /** What became of rows in a transaction that is still open. */
    private record Counts(long rows, long inserted, long updated, long deleted) {

        static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    TableSync(SyncedTable source, SyncedTable target, Flow flow) {
        this.source = source;
        this.target = target;
        this.streams = ChangeStream.of(source, flow);
        this.columns = source.columns().stream()
                .filter(column -> target.column(column.name())
                        .filter(other -> !other.generated() || target.key().contains(other.name()))
                        .isPresent())
                .toList();
    }

    /**
     * What became of a table, for the answer.
     *
     * @param rows those that came from the source
     * @param watermark rows with an earlier time are all there, null where there is no time
     * @param reconciled what it took to find out what is gone, null where that was not asked for
     * @param readWhole columns without an index: the source was read as a whole to find what changed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Detail(
            String table,
            long rows,
            long inserted,
            long updated,
            long unchanged,
            long deleted,
            int chunks,
            String watermark,
            List<String> readWhole,
            Reconciling reconciled) {}

    /** How many rows had their keys hashed on both sides, how large they are on disk, and how long it took. */
    record Reconciling(long rows, long bytes, double seconds) {}

    Detail detail(String watermark) {
        List<String> readWhole = new ArrayList<>();
        streams.stream()
                .filter(ChangeStream::readsAll)
                .forEach(stream ->
                        readWhole.add(stream.time() == null ? "" : stream.time().name()));
        return new Detail(
                source.name().display(),
                rows(),
                inserted,
                updated,
                unchanged(),
                deleted,
                chunks,
                watermark,
                readWhole.stream().distinct().toList(),
                reconciled == null
                        ? null
                        : new Reconciling(reconciled.rows(), reconciled.bytes(), reconciled.seconds()));
    }

    /**
     * What earlier attempts of the run have left counts too.
     *
     * @param detail what the last of them reported, or null if there was none
     */
    void goesOn(JsonNode detail) {
        for (JsonNode table : detail == null ? List.<JsonNode>of() : detail.get("tables")) {
            if (table.get("table").asText().equals(source.name().display()) && table.has("rows")) {
                rows += table.get("rows").asLong();
                inserted += table.get("inserted").asLong();
                updated += table.get("updated").asLong();
                deleted += table.get("deleted").asLong();
                chunks += table.get("chunks").asInt();
            }
        }
    }

    /** The condition that a row {@code t} of the source comes with the changes behind the watermarks. */
    String brought(Map<Place, Watermark> watermarks, long nextXid) {
        return streams.stream()
                .map(stream -> "(" + stream.after(watermarks.get(new Place(source.name(), stream.name())), nextXid)
                        + ") is true")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    SyncedTable source() {
        return source;
    }

    SyncedTable target() {
        return target;
    }

    List<ChangeStream> streams() {
        return streams;
    }

    /** The columns that are read: those that are written, and those of the key, which the target may compute. */
    List<Column> columns() {
        return columns;
    }

    /** A probe found rows in it. */
    void hasChanged(ChangeStream stream) {
        changed.add(stream);
    }

    /** Its log says that rows went. */
    void hasLost() {
        lost = true;
    }

    /** Rows may have gone of which its log says nothing: from a partition that is newer than the log, by a truncate. */
    void hasLostUnlogged(Watermark before) {
        unlogged = !source.truncatesLogged() && before.isOfOtherFiles(source.files());
        lost = lost || unlogged;
    }

    /** Whether only the keys of both sides tell what is gone. */
    boolean lostUnlogged() {
        return unlogged;
    }

    boolean lost() {
        return lost;
    }

    Set<ChangeStream> changed() {
        return changed;
    }

    /** Rows were written in a transaction that is still open. */
    void wrote(long newRows, long newInserted, long newUpdated) {
        open = new Counts(open.rows + newRows, open.inserted + newInserted, open.updated + newUpdated, open.deleted);
    }

    /** Rows went in it. */
    void removed(long gone) {
        open = new Counts(open.rows, open.inserted, open.updated, open.deleted + gone);
    }

    /** That transaction is committed. */
    void kept() {
        rows += open.rows;
        inserted += open.inserted;
        updated += open.updated;
        deleted += open.deleted;
        chunks += open.inserted + open.updated + open.rows > 0 ? 1 : 0;
        open = Counts.NONE;
    }

    /** That transaction was rolled back. */
    void undone() {
        open = Counts.NONE;
    }

    /** What it took to find out by the keys of both sides what is gone. */
    void reconciled(Reconciler.Found cost) {
        reconciled = cost;
    }

    /** At least what was written: some of it comes with the changes again, unless the sync breaks before. */
    long rows() {
        return Math.max(rows, written());
    }

    long written() {
        return inserted + updated;
    }

    long unchanged() {
        return rows() - written();
    }

    long deleted() {
        return deleted;
    }
}
