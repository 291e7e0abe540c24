package ledger;

import java.sql.SQLException;
import postgres.SqlState;

/**
 * What an error of a database is to whoever asked: one answer for each SQLSTATE, with the server's own message, detail and
 * hint. Only what nobody but this program can have caused is its fault.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class DatabaseProblem {

    private static final String GONE =
            "something was dropped, renamed or changed meanwhile, or never was there: look at it, and try again";

    private static final String AWAY = "the database does not answer, or is out of room";

    private static final String LATER = "try again in a while";

    private DatabaseProblem() {}

    /** The problem of that error. */
    public static Problem of(SQLException trouble) {
        String state = String.valueOf(trouble.getSQLState());
        return switch (state) {
            case SqlState.DISK_FULL ->
                unavailable(
                        "the disk of the database is full; nothing was changed",
                        trouble,
                        "make room there, and try again");
            case "53200" ->
                unavailable("the database is out of memory or locks", trouble, "give it more, and try again");
            case "53300", "53400" ->
                unavailable("the database takes no more connections", trouble, "raise max_connections, or try later");
            case SqlState.LOCK_NOT_AVAILABLE ->
                Problem.of(
                        ProblemType.LOCKED,
                        "somebody holds a lock" + words(trouble),
                        hint(trouble, "look into pg_locks and pg_stat_activity, and try again when it is gone"));
            case SqlState.QUERY_CANCELED, "25P03", "25P04", "57P05" ->
                unavailable(
                        "the database ended what was under way",
                        trouble,
                        "raise or lift its timeouts for the role of the service, and try again");
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                refused(
                        "the database user lacks a right",
                        trouble,
                        "grant it to the role that the service logs in as, or name what that role may use");
            case "25006" ->
                refused(
                        "the database takes no changes",
                        trouble,
                        "it is a standby or read-only by a setting: name one that can be written");
            case SqlState.DEPENDED_ON ->
                Problem.conflict(
                        "something else stands on it" + words(trouble),
                        hint(trouble, "drop or detach that first, and try again"));
            case SqlState.UNDEFINED_TABLE, "42703", "42704", "42883", "3F000", SqlState.NO_SUCH_DATABASE ->
                Problem.conflict("the database misses something" + words(trouble), hint(trouble, GONE));
            case "XX001", "XX002" ->
                unavailable(
                        "the database reports damage to what it holds",
                        trouble,
                        "keep its files as they are, and look at the disk before anything else");
            default -> ofItsClass(state, trouble);
        };
    }

    private static Problem ofItsClass(String state, SQLException trouble) {
        String about = "the database refused it (SQLSTATE " + state + ")";
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "40", "53", "57", "58" -> unavailable(AWAY, trouble, LATER);
            case "28" -> unavailable("the database refuses the login", trouble, "mend the user or its password");
            // A database that takes no connections says so in the class of objects that are in use.
            case "55" ->
                SqlState.isEndOfConnection(trouble)
                        ? unavailable(AWAY, trouble, LATER)
                        : Problem.conflict(about + words(trouble), hint(trouble, "try again in a while"));
            case "0A", "22", "23", "25", "27", "2B", "2F", "38", "39", "3F", "44", "54", "P0" ->
                refused(about, trouble, null);
            case "42" ->
                // Spelled wrongly by this program, unless it is about what users call things.
                state.equals("42601") ? Problem.broken(about, "see the service's log") : refused(about, trouble, null);
            default ->
                // A pool that gets no connection says so without any state.
                SqlState.mayPass(trouble)
                        ? unavailable(AWAY, trouble, LATER)
                        : Problem.broken(about, "see the service's log");
        };
    }

    private static Problem refused(String what, SQLException trouble, String otherwise) {
        return Problem.refused(what + words(trouble), hint(trouble, otherwise));
    }

    private static Problem unavailable(String what, SQLException trouble, String otherwise) {
        return Problem.unavailable(what + words(trouble), hint(trouble, otherwise));
    }

    /** The server's own, behind a colon; what the driver says may hold addresses and statements. */
    private static String words(SQLException trouble) {
        String message = SqlState.message(trouble);
        String detail = SqlState.detail(trouble);
        return message.isEmpty() ? "" : ": " + message + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private static String hint(SQLException trouble, String otherwise) {
        String hint = SqlState.hint(trouble);
        return hint.isEmpty() ? otherwise : hint;
    }
}
