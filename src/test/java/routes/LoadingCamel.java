package routes;

import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Redrive;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ledger.Books;
import ledger.Door;
import ledger.LetterFilter;
import ledger.Run;
import ledger.RunHeader;
import org.apache.camel.RoutesBuilder;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoExpiry;
import rows.undo.UndoService;
import snapshot.Restorer;
import snapshot.SnapshotIndex;

/** Loads and redrives from one end to the other, of a table of a test's own. */
abstract class LoadingCamel extends LedgerCamel {

    protected final String table = "t" + UUID.randomUUID().toString().replace("-", "");

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        RemoteTargets elsewhere = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        return withEnds(
                new RowsRoutes(),
                new LateWriterRoutes(inbox(), ledger, template),
                new RestoreRoutes(
                        new Restorer(
                                POOL,
                                new SnapshotIndex(POOL, repository, snapshotSettings),
                                snapshotSettings,
                                elsewhere),
                        staged(),
                        new UndoService(elsewhere, snapshotSettings),
                        ledger,
                        new Settlement(elsewhere),
                        attempts()),
                archives(),
                loading());
    }

    /** Loads a text; options by name and value. */
    protected Run load(String text, String... options) throws Exception {
        return serve("ingest-run", request(text, options));
    }

    protected LoadRequest request(String text, String... options) throws IOException {
        RunHeader header = RunHeader.next(Door.HTTP, null);
        Files.writeString(spool.body(header.run()), text);
        return new LoadRequest(
                header,
                table,
                spool.body(header.run()),
                table + ".csv",
                LoadRequest.Format.CSV,
                LoadOptions.read(new OptionTexts(said(options))));
    }

    /** Loads a file of that name. */
    protected Run loadFile(String fileName, byte[] bytes, String... options) throws Exception {
        RunHeader header = RunHeader.next(Door.HTTP, null);
        Files.write(spool.body(header.run()), bytes);
        return serve(
                "ingest-run",
                new LoadRequest(
                        header,
                        table,
                        spool.body(header.run()),
                        fileName,
                        LoadRequest.Format.CSV,
                        LoadOptions.read(new OptionTexts(said(options)))));
    }

    private static Map<String, List<String>> said(String... options) {
        Map<String, List<String>> said = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            said.computeIfAbsent(options[i], name -> new ArrayList<>()).add(options[i + 1]);
        }
        return said;
    }

    /** Tries all letters of the table again. */
    protected Run redrive() throws Exception {
        LetterFilter filter = new LetterFilter(null, table, null, null, null, null, null);
        return serve("redrive-run", new Redrive.Request(RunHeader.next(Door.HTTP, null), filter));
    }

    /** Takes a run back, or finds out what that would do. */
    protected Run undo(Run run, boolean dryRun) throws Exception {
        return serve("undo-run", UndoService.Request.of(RunHeader.next(Door.HTTP, null), run, dryRun));
    }

    /** Gives up what was kept for longer than that. */
    protected static void expire(int days) throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            UndoExpiry.run(connection, Books.LEDGER, days);
        }
    }

    /** The run as the ledger knows it by now. */
    protected Run now(Run run) throws Exception {
        return ledger.find(run.id()).orElseThrow();
    }

    protected void make(String columns) throws Exception {
        DATABASE.execute("create table " + table + " (" + columns + ")");
    }

    /** All rows, in their order, as text. */
    protected String rows() throws Exception {
        return DATABASE.value("select coalesce(string_agg(t::text, ' ' order by t::text), '') from " + table + " t");
    }

    /** Letters of the table that are in this state. */
    protected long letters(String state) throws Exception {
        return Long.parseLong(DATABASE.value("select count(*) from caravanserai.dead_letter where table_name = '"
                + table + "' and state = '" + state + "'"));
    }
}
