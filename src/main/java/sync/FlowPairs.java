package sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import ledger.Problem;
import ledger.ProblemException;
import postgres.DatabaseUrl;
import postgres.Databases;

/**
 * Flows that nobody configured: from one database to another, each by its name or its URL. A pair always has the same name,
 * so that its watermark is found again; nothing else of it is kept, and passwords in memory alone.
 */
@ApplicationScoped
public class FlowPairs {

    /** What stands between the two in the flow's name; no name of a database holds it. */
    private static final String TO = " -> ";

    private static final int WORKERS = 2;
    private static final int MOST_WORKERS = 16;

    private final Databases databases;
    private final Map<String, Integer> workers = new ConcurrentHashMap<>();

    public FlowPairs(Databases databases) {
        this.databases = databases;
    }

    /**
     * A side as a call names it.
     *
     * @param database a name that is known, or a URL
     * @param password of the URL's user, or null where the surroundings know it
     */
    public record Side(String database, String password) {

        public Side {
            Objects.requireNonNull(database, "database");
        }

        /** Says nothing that is secret. */
        @Override
        public String toString() {
            return "a side of a flow";
        }
    }

    /** Which of the two a side is, for where its password may stand. */
    private enum Place {
        FROM("CARAVANSERAI_FROM_PASSWORD"),
        TO("CARAVANSERAI_TO_PASSWORD");

        private final String variable;

        Place(String variable) {
            this.variable = variable;
        }

        Optional<String> password() {
            return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isEmpty());
        }
    }

    /**
     * The flow between two databases.
     *
     * @param wanted how many chunks are copied at a time, or null
     * @throws ProblemException 400 if a URL is none or holds a password, 404 if a name is not known
     */
    public Flow of(Side from, Side to, Integer wanted) {
        if (wanted != null && (wanted < 1 || wanted > MOST_WORKERS)) {
            throw new ProblemException(
                    Problem.malformed("workers is a number from 1 to " + MOST_WORKERS + ", not " + wanted, null));
        }
        String source = name(from, Place.FROM);
        String target = name(to, Place.TO);
        if (source.equals(target)) {
            throw new ProblemException(Problem.malformed(
                    "a flow goes from one database to another, and not from " + source + " to itself",
                    "name two databases"));
        }
        String name = source + TO + target;
        if (wanted == null) {
            workers.remove(name);
        } else {
            workers.put(name, wanted);
        }
        return flow(name, source, target);
    }

    /** The flow of that name, also of a run that an earlier process began; its passwords are those of the surroundings. */
    Optional<Flow> find(String name) {
        int between = name.indexOf(TO);
        if (between < 0) {
            return Optional.empty();
        }
        return Optional.of(flow(
                name,
                known(name.substring(0, between), Place.FROM),
                known(name.substring(between + TO.length()), Place.TO)));
    }

    private String known(String database, Place place) {
        return databases.isLent(database) ? database : name(new Side(database, null), place);
    }

    private Flow flow(String name, String from, String to) {
        return Flow.between(name, from, to, workers.getOrDefault(name, WORKERS));
    }

    private String name(Side side, Place place) {
        if (!DatabaseUrl.isMeant(side.database())) {
            return configured(side);
        }
        DatabaseUrl url;
        try {
            url = DatabaseUrl.parse(side.database());
        } catch (IllegalArgumentException e) {
            String[] said = e.getMessage().split("\nHINT: ", 2);
            throw new ProblemException(Problem.malformed(said[0], said.length > 1 ? said[1] : null));
        }
        databases.lend(url, Optional.ofNullable(side.password()).or(place::password));
        return url.name();
    }

    private String configured(Side side) {
        SortedSet<String> names = databases.names();
        if (!names.contains(side.database())) {
            throw new ProblemException(Problem.notFound(
                    "there is no database \"" + side.database() + '"',
                    "one of " + String.join(", ", names) + ", or postgresql://user@host:port/database"));
        }
        if (side.password() != null) {
            throw new ProblemException(Problem.malformed(
                    "the password of " + side.database() + " is configured",
                    "leave it out, or name the database by its URL"));
        }
        return side.database();
    }
}
