package recovery.incidents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.Transactions;
import postgres.WrittenName;
import recovery.receive.ReceivedLog;
import recovery.wal.Incident;
import recovery.wal.Relation;
import recovery.wal.TargetTime;

/** The incidents that the ledger knows, and a file beside the log. */
@ApplicationScoped
public class Incidents {

    /** More than anybody reads; the latest come first. */
    private static final int MOST = 1_000;

    private static final String INSERT = Sql.read("recovery/insert-incident.sql");
    private static final String ADOPT = Sql.read("recovery/adopt-incidents.sql");
    private static final String RUNS_SINCE = Sql.read("recovery/runs-since.sql");
    private static final String LIST = Sql.read("recovery/list-incidents.sql");
    private static final String FROM = Sql.read("recovery/incidents-from.sql");
    private static final String CHANGE = Sql.read("recovery/change-incident.sql");

    private final DataSource dataSource;
    private final Optional<IncidentFile> file;

    @Inject
    public Incidents(DataSource dataSource, ReceivedLog log) {
        this.dataSource = dataSource;
        this.file = Optional.of(new IncidentFile(log.folder()));
    }

    /** Those that the ledger knows, and nobody else. */
    public Incidents(DataSource dataSource) {
        this.dataSource = dataSource;
        this.file = Optional.empty();
    }

    /** Those that are meant, the latest first; while the ledger does not answer, as they were when they were found. */
    public List<StoredIncident> list(IncidentQuery query) throws SQLException {
        try {
            return listed(query);
        } catch (SQLException away) {
            if (file.isEmpty()) {
                throw away;
            }
            return kept(query, away);
        }
    }

    /** Those that somebody else did and that nobody has seen to. */
    public List<StoredIncident> open() throws SQLException {
        return list(new IncidentQuery(null, null, null, null)).stream()
                .filter(incident -> incident.state().equals("open") && incident.run() == null && !incident.own())
                .toList();
    }

    private List<StoredIncident> kept(IncidentQuery query, SQLException away) throws SQLException {
        try {
            return file.orElseThrow().list(query);
        } catch (IOException e) {
            away.addSuppressed(e);
            throw away;
        }
    }

    private List<StoredIncident> listed(IncidentQuery query) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.list(
                    connection,
                    LIST,
                    StoredIncident::of,
                    query.id(),
                    query.since() == null ? null : query.since().atOffset(ZoneOffset.UTC),
                    query.table(),
                    query.kind(),
                    MOST);
        }
    }

    /**
     * The one of that id.
     *
     * @throws ProblemException if there is none
     */
    public StoredIncident find(UUID id) throws SQLException {
        return list(IncidentQuery.one(id)).stream().findFirst().orElseThrow(() -> none(id));
    }

    /** What destroyed rows of a server from a place in its log on, the earliest first. */
    public List<StoredIncident> from(String system, String lsn) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.list(connection, FROM, StoredIncident::of, system, lsn);
        }
    }

    /**
     * Somebody has to care about it, or nobody any more.
     *
     * @param state {@code open} or {@code left}
     * @throws ProblemException if there is none of that id, its rows came back already, or that is no state
     */
    public StoredIncident change(UUID id, String state) throws SQLException {
        if (!"open".equals(state) && !"left".equals(state)) {
            throw new ProblemException(Problem.malformed("state is open or left, not \"" + state + '"', null));
        }
        Optional<StoredIncident> changed;
        try (Connection connection = dataSource.getConnection()) {
            changed = Query.first(connection, CHANGE, StoredIncident::of, state, id);
        }
        if (changed.isEmpty()) {
            StoredIncident over = find(id);
            throw new ProblemException(Problem.conflict(
                    "the rows of incident " + over.id() + " were put back", "there is nothing left to care about"));
        }
        return changed.get();
    }

    /**
     * Which are meant, as somebody wrote it; null is any.
     *
     * @throws ProblemException 422 if the time may be two moments, 400 if it is none, or the kind is none
     */
    public IncidentQuery query(String since, String table, String kind) throws SQLException {
        return new IncidentQuery(
                null, since == null ? null : moment(since), table == null ? null : displayed(table), kind);
    }

    private static String displayed(String table) {
        WrittenName written = WrittenName.of(table);
        return written.name() == null
                ? table
                : new TableName(written.schema() == null ? "public" : written.schema(), written.name()).display();
    }

    private Instant moment(String text) throws SQLException {
        TargetTime time = TargetTime.parse(text, zone());
        if (time instanceof TargetTime.Moment moment) {
            return moment.at();
        }
        throw new ProblemException(
                time instanceof TargetTime.Ambiguous two
                        ? Problem.refused("since: " + two.message(), "say one of them with its offset")
                        : Problem.malformed("since: " + ((TargetTime.NotUnderstood) time).message(), null));
    }

    private ZoneId zone() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ZoneId.of(Query.first(
                            connection,
                            "select coalesce((select reset_val from pg_settings where name = 'TimeZone'), 'UTC')",
                            row -> row.getString(1))
                    .orElse("UTC"));
        } catch (DateTimeException unknownHere) {
            return ZoneOffset.UTC;
        }
    }

    /** Writes them down, and returns those that were not known yet. */
    List<StoredIncident> record(String system, List<Incident> found) throws SQLException, IOException {
        List<StoredIncident> recorded = new ArrayList<>();
        if (found.isEmpty()) {
            return recorded;
        }
        Transactions.run(dataSource, connection -> {
            for (Incident incident : found) {
                Query.first(connection, INSERT, StoredIncident::of, values(system, incident))
                        .ifPresent(recorded::add);
            }
        });
        if (file.isPresent()) {
            file.get().add(recorded);
        }
        return recorded;
    }

    /** Looks for the runs of ours that did these; returns those that have one now. */
    List<StoredIncident> adopt(Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try (Connection connection = dataSource.getConnection()) {
            return Query.list(connection, ADOPT, StoredIncident::of, (Object) ids.toArray(UUID[]::new));
        }
    }

    /** Whether a run of ours is under way that may still say that it was it. */
    boolean mayBeOurs(Instant committedAt) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Query.first(connection, RUNS_SINCE, row -> row.getBoolean(1), committedAt.atOffset(ZoneOffset.UTC))
                    .orElse(false);
        }
    }

    private static Object[] values(String system, Incident incident) {
        return new Object[] {
            system,
            incident.kind().name().toLowerCase(Locale.ROOT),
            incident.database(),
            incident.table() == null ? null : incident.table().display(),
            incident.rows() == Relation.UNKNOWN ? null : incident.rows(),
            incident.exact(),
            incident.unlogged(),
            incident.own(),
            Integer.toUnsignedLong(incident.xid()),
            incident.lsn().toString(),
            incident.committedAt().atOffset(ZoneOffset.UTC)
        };
    }

    private static ProblemException none(UUID id) {
        return new ProblemException(
                Problem.notFound("there is no incident " + id, "list them with GET /api/v1/recovery/incidents"));
    }
}
