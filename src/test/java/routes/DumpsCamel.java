package routes;

import dumps.archive.ArchiveMaker;
import dumps.archive.ArchiveRepository;
import dumps.archive.Archives;
import dumps.archive.DumpSettings;
import dumps.archive.DumpsInbox;
import dumps.load.DumpLoads;
import dumps.load.DumpsLoadRequest;
import dumps.load.PassingSchemas;
import dumps.merge.Kept;
import dumps.merge.Policy;
import ingest.Redrive;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import ledger.Door;
import ledger.LetterFilter;
import ledger.Run;
import ledger.RunHeader;
import org.apache.camel.RoutesBuilder;
import postgres.Query;
import rows.place.RemoteTargets;
import rows.undo.Settlement;
import rows.undo.UndoService;
import snapshot.Restorer;
import snapshot.SnapshotIndex;

/** The flows of old dumps over a real database. */
abstract class DumpsCamel extends LedgerCamel {

    protected final String archive =
            "a" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    protected final Path dumps = folder.resolve("dumps");
    protected final Path inboxOfDumps = folder.resolve("dumps-inbox");
    protected Archives archives;

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        RemoteTargets elsewhere = new RemoteTargets(POOL, databases(), snapshotSettings, active);
        DumpSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(DumpSettings.class)
                .withDefaultValue("dumps.repository", dumps.toString())
                .withDefaultValue("dumps.inbox", inboxOfDumps.toString())
                .withDefaultValue("dumps.settle-millis", "0")
                .build()
                .getConfigMapping(DumpSettings.class);
        ArchiveRepository kept = new ArchiveRepository(dumps);
        archives = new Archives(kept, settings);
        return withEnds(
                new RowsRoutes(),
                new DumpsRoutes(
                        new ArchiveMaker(kept, settings, active),
                        new DumpLoads(archives, elsewhere),
                        new DumpsInbox(inboxOfDumps, 0),
                        new PassingSchemas(POOL),
                        attempts(),
                        waiters,
                        ledger),
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
                loading());
    }

    /** An archive of files whose JSON was made by hand. */
    protected void keep(Kept... files) throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < files.length; i++) {
            files[i].in(dumps.resolve(archive).resolve("files"));
            list.append(i == 0 ? "" : ",")
                    .append("{\"place\":")
                    .append(i + 1)
                    .append(",\"json\":\"")
                    .append(files[i].name())
                    .append(".json\"}");
        }
        Files.writeString(
                dumps.resolve(archive).resolve("manifest.json"),
                "{\"format\":\"caravanserai-dumps-1\",\"policy\":\"latest-dump\",\"files\":[" + list + "]}");
    }

    protected Run load(boolean replace) throws Exception {
        return load("main", replace);
    }

    /** The state of an archive into a schema of its name. */
    protected Run load(String of) throws Exception {
        return serve(
                "dumps-load-run",
                new DumpsLoadRequest(
                        RunHeader.next(Door.HTTP, null), of, null, "main", null, List.of(), null, null, false, false));
    }

    protected Run load(String database, boolean replace) throws Exception {
        return serve(
                "dumps-load-run",
                new DumpsLoadRequest(
                        RunHeader.next(Door.HTTP, null),
                        archive,
                        null,
                        database,
                        null,
                        List.of(),
                        null,
                        (Policy) null,
                        replace,
                        false));
    }

    /** Tries all letters of a table again. */
    protected Run redriveAll(String table) throws Exception {
        return serve(
                "redrive-run",
                new Redrive.Request(
                        RunHeader.next(Door.HTTP, null), new LetterFilter(null, table, null, null, null, null, null)));
    }

    protected List<String> strings(String sql) throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            return Query.list(connection, sql, row -> row.getString(1));
        }
    }

    protected void execute(String sql) throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            Query.execute(connection, sql);
        }
    }
}
