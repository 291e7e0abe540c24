package rows.undo;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.TableLocks;
import postgres.Catalog;
import postgres.Column;
import postgres.ContentHash;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;
import postgres.TempTable;
import rows.change.BeforeImages;
import rows.load.LoadTrace;
import rows.place.RestoreTarget;

/**
 * What a load did: the rows that it put in are found by the transactions that wrote them. A row that somebody changed since
 * is another's, so that whatever is found is as the load left it.
 */
final class KeptOfLoad implements Kept {

    private static final String TRACES = Sql.read("rows/undo/trace-of-run.sql");
    private static final String FORGET = Sql.read("rows/undo/forget-trace.sql");

    /** Numbers of transactions come again after 2^32; some are left for what is under way. */
    private static final long MOST_TRANSACTIONS = (1L << 32) - 1_000_000;

    private final UUID run;
    private final List<Trace> traces;
    private long touched;

    private KeptOfLoad(UUID run, List<Trace> traces) {
        this.run = run;
        this.traces = traces;
    }

    private record Trace(
            TableName table,
            int place,
            long oid,
            Long[] xids,
            long inserted,
            boolean here,
            long transactionsSince,
            boolean replaced,
            boolean superseded,
            String keptIn,
            LoadTrace.Facts facts) {

        static Trace of(ResultSet row) throws SQLException {
            Array xids = row.getArray("xids");
            return new Trace(
                    new TableName(row.getString("schema_name"), row.getString("table_name")),
                    row.getInt("place"),
                    row.getLong("table_oid"),
                    (Long[]) xids.getArray(),
                    row.getLong("inserted"),
                    row.getBoolean("here"),
                    row.getLong("transactions_since"),
                    row.getBoolean("replaced"),
                    row.getBoolean("superseded"),
                    row.getString("kept_in"),
                    Json.read(row.getString("facts"), LoadTrace.Facts.class));
        }
    }

    /** What that run left where its rows are, if it was a load that can be taken back. */
    static Optional<Kept> of(RestoreTarget site, UUID run) throws SQLException {
        if (!site.books().areIn(site.tables())) {
            return Optional.empty();
        }
        List<Trace> traces = Query.list(site.tables(), site.books().in(TRACES), Trace::of, run);
        return traces.isEmpty() ? Optional.empty() : Optional.of(new KeptOfLoad(run, traces));
    }

    @Override
    public List<BeforeImages> images(Connection connection, TableLocks locks) throws SQLException {
        List<BeforeImages> images = new ArrayList<>();
        for (Trace trace : traces) {
            Table table = Catalog.exact(connection, trace.table)
                    .filter(found -> found.oid() == trace.oid && trace.here)
                    .orElseThrow(() -> gone(trace.table.display() + " is not the table any more that was loaded into"));
            if (trace.superseded) {
                throw gone("the rows of " + trace.table.display() + " were replaced once more since");
            }
            if (trace.transactionsSince > MOST_TRANSACTIONS) {
                throw gone("so many transactions came since that the rows of this load cannot be told from others");
            }
            locks.keepWritersOut(table);
            images.add(images(connection, trace));
        }
        return images;
    }

    private static ProblemException gone(String why) {
        return new ProblemException(
                Problem.conflict(why + ", so the load cannot be taken back", "nothing was changed"));
    }

    private BeforeImages images(Connection connection, Trace trace) throws SQLException {
        LoadTrace.Facts facts = trace.facts;
        Array xids = connection.createArrayOf("bigint", trace.xids);
        String written = TempTable.name();
        Query.execute(connection, "create temporary table " + written + " (xid xid) on commit drop");
        Query.update(connection, "insert into " + written + " select x::text::xid from unnest(?::bigint[]) x", xids);
        Query.execute(connection, "analyze " + written);
        String columns =
                Identifier.list(facts.columns().stream().map(Column::name).toList(), "l.");
        String keptIn = TempTable.of(
                connection,
                "select 'missing'::text as \"caravanserai kind\", " + ContentHash.ofRow(facts.columns(), "l.")
                        + " as \"caravanserai after\", " + columns + " from " + facts.relation() + " l join " + written
                        + " w on w.xid = l.xmin");
        List<String> changed = List.of();
        if (trace.keptIn != null) {
            takeOut(connection, trace, keptIn, written);
            changed = new ChangedByLoad(connection, facts, keptIn).tellFromInserted();
        }
        long found = Query.first(
                        connection,
                        "select count(*) from " + keptIn + " where \"caravanserai kind\" = 'missing'",
                        row -> row.getLong(1))
                .orElseThrow();
        if (found > trace.inserted) {
            throw gone("rows of " + trace.table.display() + " cannot be told from others that are older");
        }
        touched += trace.inserted - found;
        return new BeforeImages(
                trace.table,
                trace.place,
                keptIn,
                facts.relation(),
                facts.columns(),
                changed,
                facts.key(),
                null,
                null,
                null,
                null,
                null);
    }

    /** What was overwritten, out of the table that is for all loads; rows that the load wrote itself were not there before. */
    private void takeOut(Connection connection, Trace trace, String into, String written) throws SQLException {
        String columns =
                Identifier.list(trace.facts.columns().stream().map(Column::name).toList());
        Query.update(
                connection,
                "insert into " + into + " (\"caravanserai kind\", " + columns + ") select \"caravanserai kind\", "
                        + columns + " from " + trace.keptIn + " k where \"caravanserai run\" = ?"
                        + (trace.replaced
                                ? ""
                                : " and not exists (select from " + written
                                        + " w where w.xid = k.\"caravanserai writer\")"),
                run);
        Query.update(connection, "delete from " + trace.keptIn + " where \"caravanserai run\" = ?", run);
        Query.execute(connection, "analyze " + into);
    }

    @Override
    public long touched() {
        return touched;
    }

    @Override
    public void forget(RestoreTarget site, UUID run) throws SQLException {
        Query.update(site.tables(), site.books().in(FORGET), run);
    }
}
