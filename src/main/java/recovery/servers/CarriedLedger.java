package recovery.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import postgres.CopyPipe;
import postgres.Query;
import postgres.Transactions;

/**
 * What the ledger has written down beyond the moment that a server is rewound to, carried into the ledger of then: history is
 * not undone. Loads and other changes of rows that are not there any more, and snapshots that were tables, are marked so;
 * those of other databases and on disk are not. What goes with rows, such as claims of files and watermarks, is as it was.
 */
final class CarriedLedger {

    private static final List<String> TABLES = List.of("run", "dead_letter", "incident");
    private static final String VERSION =
            "select max(version::numeric)::text from caravanserai.schema_history where success";

    /** Runs that the ledger of then does not know, or not the end of. */
    private static final String BEYOND =
            "not exists (select from caravanserai.run r where r.id = c.id and r.state <> 'running')";

    private static final String UNDO =
            """
            update pg_temp.carried_run c
            set state = 'undone', detail = c.detail || jsonb_build_object('undoneBy', ?::text)
            where c.state in ('done', 'done-with-rejects')
              and (c.kind in ('ingest', 'redrive', 'restore', 'put-back', 'undo', 'dumps-load')
                      and coalesce(c.detail ->> 'database', 'main') = 'main'
                      and coalesce(c.detail ->> 'dryRun', 'false') = 'false'
                   or c.kind = 'snapshot' and jsonb_path_exists(c.detail, '$.tables[*].snapshot')
                   or c.kind = 'compare' and c.detail ->> 'database' = 'main'
                   or c.kind in ('copy', 'sync') and coalesce(c.detail ->> 'to', 'main') = 'main')
              and\s"""
                    + BEYOND;

    private static final String RUNS =
            "insert into caravanserai.run select c.* from pg_temp.carried_run c where " + BEYOND
                    + """
             on conflict (id) do update
            set state = excluded.state, rows_in = excluded.rows_in, rows_loaded = excluded.rows_loaded,
                rows_rejected = excluded.rows_rejected, rows_unchanged = excluded.rows_unchanged,
                rows_skipped = excluded.rows_skipped, detail = excluded.detail, problem = excluded.problem,
                ended_at = excluded.ended_at
            """;

    private static final String LETTERS =
            """
            insert into caravanserai.dead_letter overriding system value
            select c.* from pg_temp.carried_dead_letter c
            where not exists (select from caravanserai.dead_letter l where l.id = c.id)
            """;

    private static final String SETTLE =
            """
            update caravanserai.dead_letter l set state = 'discarded'
            from caravanserai.run r
            where r.id = l.run and r.state = 'undone' and r.detail ->> 'undoneBy' = ?::text and l.state = 'open'
            """;

    private static final String NUMBERS = "select setval(pg_get_serial_sequence('caravanserai.dead_letter', 'id'),"
            + " greatest((select max(id) from caravanserai.dead_letter), 1))";

    /** What destroyed rows since then did not, any more. */
    private static final String INCIDENTS =
            """
            insert into caravanserai.incident
            select c.* from pg_temp.carried_incident c on conflict do nothing
            """;

    private CarriedLedger() {}

    /** How much was carried. */
    record Carried(long runs, long undone, long letters, long incidents) {}

    /**
     * Carries it.
     *
     * @param then the ledger's database as it was, open for writers
     * @param by what undid the runs, as their detail says
     * @throws ProblemException if the ledger of then is made otherwise
     */
    static Carried carry(Connection live, Connection then, String by) throws SQLException {
        if (!value(live, VERSION).equals(value(then, VERSION))) {
            throw new ProblemException(Problem.conflict(
                    "the ledger of then was made by another version of the service",
                    "export the recovered server instead, and have the service make its ledger there"));
        }
        return Transactions.<Carried, SQLException>in(then, same -> {
            for (String table : TABLES) {
                Query.execute(
                        same,
                        "create temporary table carried_" + table + " on commit drop as select * from caravanserai."
                                + table + " with no data");
                CopyPipe.run(
                        live,
                        "copy (select * from caravanserai." + table + ") to stdout",
                        same,
                        "copy pg_temp.carried_" + table + " from stdin");
            }
            long undone = Query.update(same, UNDO, by);
            long runs = Query.update(same, RUNS);
            long letters = Query.update(same, LETTERS);
            Query.update(same, SETTLE, by);
            Query.list(same, NUMBERS, row -> row.getLong(1));
            return new Carried(runs, undone, letters, Query.update(same, INCIDENTS));
        });
    }

    private static String value(Connection connection, String query) throws SQLException {
        return Query.first(connection, query, row -> row.getString(1)).orElse("");
    }
}
