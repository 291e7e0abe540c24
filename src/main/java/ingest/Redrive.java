package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.Attempt;
import ledger.Json;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import postgres.Connections;
import postgres.Databases;
import postgres.Query;
import postgres.SpareConnections;
import postgres.Sql;
import rows.load.LetterWriter;
import rows.load.LoadMode;
import rows.place.RemoteTargets;
import rows.place.RestoreTarget;
import rows.undo.AlreadyCommitted;

/** Tries dead letters again with the values they have now. */
@ApplicationScoped
public class Redrive {

    private static final String GOES_TO = Sql.read("ledger/run-goes-to.sql");

    private final Connections ledger;
    private final RemoteTargets sites;
    private final LetterHome home;
    private final IngestSettings settings;

    @Inject
    public Redrive(SpareConnections spare, RemoteTargets sites, LetterHome home, IngestSettings settings) {
        this((Connections) spare::open, sites, home, settings);
    }

    /** The same with connections to the ledger, outside of any transaction, from anywhere. */
    public Redrive(Connections ledger, RemoteTargets sites, LetterHome home, IngestSettings settings) {
        this.ledger = ledger;
        this.sites = sites;
        this.home = home;
        this.settings = settings;
    }

    /**
     * Which letters, for which run.
     *
     * @param filter those of a sheet if there is one
     * @param sheet what they are corrected by first, or null
     */
    public record Request(RunHeader header, LetterFilter filter, CorrectedSheet sheet) implements RunRequest {

        public Request(RunHeader header, LetterFilter filter) {
            this(header, filter, null);
        }

        /** The letters of a sheet. */
        public static Request of(RunHeader header, CorrectedSheet sheet) {
            return new Request(header, new LetterFilter(List.of(), sheet.table(), null, null, null, null, null), sheet);
        }

        @Override
        public RunKind kind() {
            return IngestKinds.REDRIVE;
        }

        @Override
        public String subject() {
            return filter.table() == null ? "dead letters" : filter.table();
        }

        @Override
        public JsonNode asked() {
            return sheet != null
                    ? Json.mapper().createObjectNode().put("file", sheet.fileName())
                    : Json.mapper()
                            .createObjectNode()
                            .set("filter", Json.mapper().valueToTree(filter));
        }
    }

    /** Opens the attempt in the caller's transaction; a letter that fails again stays open with its new reason. */
    public Attempt open(Request request) throws SQLException, IOException {
        SheetCorrections sheet = request.sheet() == null ? null : new SheetCorrections(request.sheet(), settings);
        String database = Databases.MAIN;
        Problem refused = null;
        try {
            database = database(request, sheet);
        } catch (ProblemException e) {
            refused = e.problem();
        }
        RestoreTarget site = sites.openForRows(database, request.run());
        try {
            if (!site.claim(request.run())) {
                return new AlreadyCommitted(site, request.run());
            }
            Load load =
                    new Load(site, LoadMode.INSERT, new LetterWriter(request.run(), "dead letters"), new NoLimits());
            if (refused == null) {
                prepare(load, request, sheet, site);
            } else {
                load.decline(refused);
            }
            return load;
        } catch (SQLException | IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /** Where the letters want to go; if that is not where the ledger is, the ledger knows it before anything is done there. */
    private String database(Request request, SheetCorrections sheet) throws SQLException, IOException {
        try (Connection connection = ledger.open()) {
            String database = sheet == null
                    ? home.of(connection, request.filter().open())
                    : home.of(connection, SheetCorrections.filter(sheet.ids(), 0, sheet.ids().length));
            if (!database.equals(Databases.MAIN)) {
                Query.update(connection, GOES_TO, database, request.run());
            }
            return database;
        }
    }

    private void prepare(Load load, Request request, SheetCorrections sheet, RestoreTarget site)
            throws SQLException, IOException {
        load.notes().traced(UndoTrace.begin(site, request.run(), settings));
        if (sheet != null) {
            try {
                sheet.apply(site.ledger(), site.tables(), load.detail());
            } catch (ProblemException refused) {
                load.decline(refused.problem());
                return;
            }
        }
        ToldValues here = ToldValues.of(site.tables(), ValueOptions.DEFAULT);
        here.enter(site.tables());
        load.reads(new LetterPages(site, request.filter(), sheet == null ? null : sheet.ids(), request.run(), here));
    }

    /** A redrive is asked for by somebody who knows that letters may fail again. */
    private static final class NoLimits implements IngestSettings.Reject {
        @Override
        public java.util.OptionalLong maxCount() {
            return java.util.OptionalLong.empty();
        }

        @Override
        public java.util.OptionalDouble maxPercent() {
            return java.util.OptionalDouble.empty();
        }
    }
}
