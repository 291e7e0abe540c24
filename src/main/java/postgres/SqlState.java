package postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Whose fault an error is, by SQLSTATE.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class SqlState {

    /** The network broke. */
    static final String CONNECTION_FAILURE = "08006";

    /** What the driver says where a server wants a password and it has none, or cannot log in the way the server wants. */
    private static final String CONNECTION_REJECTED = "08004";

    /** A setting of the server's, named in its hint whatever language it speaks. */
    private static final String LOCKS_SETTING = "max_locks_per_transaction";

    /** Somebody cancelled the statement. */
    public static final String QUERY_CANCELED = "57014";

    /** A lock was not to be had within its timeout. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What was seen before is not so any more: the same work may succeed from its beginning. */
    public static final String SERIALIZATION_FAILURE = "40001";

    /** Two waited for each other, and the server broke this one off. */
    public static final String DEADLOCK_DETECTED = "40P01";

    /** A value that the server does not know what to do with. */
    static final String INVALID_PARAMETER_VALUE = "22023";

    /** There is nothing of that name. */
    static final String UNDEFINED_OBJECT = "42704";

    /** What it needs is not there, or not yet. */
    static final String NOT_IN_PREREQUISITE_STATE = "55000";

    /** Somebody else is at work on it. */
    public static final String OBJECT_IN_USE = "55006";

    /** A statement has parameters that were not bound. */
    static final String PROTOCOL_VIOLATION = "08P01";

    /** The server has no memory left, or no room for more locks. */
    private static final String OUT_OF_MEMORY = "53200";

    /** The server has no room left on its disk. */
    public static final String DISK_FULL = "53100";

    /** A value is there already. */
    public static final String UNIQUE_VIOLATION = "23505";

    /** Something that rows may not have in common is there already. */
    public static final String EXCLUSION_VIOLATION = "23P01";

    /** What a row refers to is not there, or something refers to the row. */
    public static final String FOREIGN_KEY_VIOLATION = "23503";

    /** No connection was to be had. */
    public static final String CANNOT_CONNECT = "08001";

    /** A right is missing. */
    public static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** The server has no database of that name. */
    public static final String NO_SUCH_DATABASE = "3D000";

    /** A statement names a table that is not there. */
    public static final String UNDEFINED_TABLE = "42P01";

    /** It cannot go while something else stands on it; {@link #detail} says what. */
    public static final String DEPENDED_ON = "2BP01";

    /** Connection, rolled back by the server, out of resources, object in use, operator: may be gone at the next try. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");

    /** Not the row's doing: a passing trouble, a broken transaction, a lost right, a bug of the server or of ours. */
    private static final Set<String> NOT_A_ROWS_FAULT =
            Set.of("08", "25", "26", "28", "34", "3B", "40", "53", "55", "57", "58", "XX");

    /** The context of an error that a function raises itself, in whatever language the server speaks. */
    private static final Pattern RAISED = Pattern.compile("^[^\\n]*PL/pgSQL[^\\n]*RAISE(\\n|$)");

    private static final Set<String> UNKNOWN = Set.of("42883", UNDEFINED_OBJECT, UNDEFINED_TABLE, "3F000", "42P17");

    private static final Set<String> TAKEN = Set.of(UNIQUE_VIOLATION, EXCLUSION_VIOLATION);

    private SqlState() {}

    /** The first SQLException in the chain of causes, or null. */
    public static SQLException find(Throwable trouble) {
        for (Throwable t = trouble; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** What the server itself says, and not the driver; empty if nothing. */
    public static String message(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getMessage);
    }

    /** What the server adds to its message, on lines of their own; empty if nothing. */
    public static String detail(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getDetail);
    }

    /** What the server suggests; empty if nothing. */
    public static String hint(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getHint);
    }

    /** The constraint or unique index that a row did not meet, as the server calls it; empty if it names none. */
    public static String constraint(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getConstraint);
    }

    /** The schema of that; empty if it names none. */
    public static String schema(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getSchema);
    }

    /** Whether the server let nobody in, or threw him out, and not only refused a statement. */
    public static boolean isEndOfConnection(SQLException trouble) {
        return answer(trouble, ServerErrorMessage::getSeverity).equals("FATAL");
    }

    private static String answer(SQLException trouble, Function<ServerErrorMessage, String> part) {
        return Optional.ofNullable(trouble instanceof PSQLException answered ? answered.getServerErrorMessage() : null)
                .map(part)
                .orElse("");
    }

    /** Whether the same work may succeed when tried again. */
    public static boolean mayPass(Throwable trouble) {
        SQLException sql = find(trouble);
        if (sql == null || sql.getCause() instanceof OutOfMemoryError) {
            // The driver calls a value that did not fit here a shortage of the server's.
            return false;
        }
        String state = sql.getSQLState();
        // Agroal reports a pool that cannot get a connection without any state.
        return state == null
                ? sql.getMessage() != null && sql.getMessage().contains("Acquisition timeout")
                : PASSING.contains(classOf(state))
                        && !state.equals(QUERY_CANCELED)
                        && !state.equals(CONNECTION_REJECTED)
                        && !isOutOfLocks(sql);
    }

    /** Whether the server's table of locks is too small for the work, which waiting does not mend. */
    public static boolean isOutOfLocks(SQLException trouble) {
        return OUT_OF_MEMORY.equals(trouble.getSQLState()) && hint(trouble).contains(LOCKS_SETTING);
    }

    /** Whether a failure has that state. */
    public static Predicate<SQLException> is(String state) {
        return e -> state.equals(e.getSQLState());
    }

    /** Whether the server does not know the user, or not by that password. */
    public static boolean isRefusedLogin(SQLException trouble) {
        String state = trouble.getSQLState();
        return state != null && (classOf(state).equals("28") || state.equals(CONNECTION_REJECTED));
    }

    /** Whether the error speaks of the row at hand, so that the rows around it can go on. */
    public static boolean isRowsFault(SQLException trouble) {
        String state = trouble.getSQLState();
        return state != null && !NOT_A_ROWS_FAULT.contains(classOf(state));
    }

    /**
     * The same where a row's own trigger may have raised the error: then the row is at fault whatever the code says, though
     * what may pass is given its time first.
     */
    public static boolean isRowsFault(SQLException trouble, boolean lastTry) {
        String state = trouble.getSQLState();
        return isRowsFault(trouble)
                || state != null
                        && !state.equals(QUERY_CANCELED)
                        && RAISED.matcher(answer(trouble, ServerErrorMessage::getWhere))
                                .find()
                        && (lastTry || !PASSING.contains(classOf(state)));
    }

    /** Whether it names a function, a role, a schema, a type or a table that is not there. */
    public static boolean isUnknown(SQLException trouble) {
        return UNKNOWN.contains(String.valueOf(trouble.getSQLState()));
    }

    /** Whether another row has what this one is to have alone. */
    public static boolean isTaken(SQLException trouble) {
        return TAKEN.contains(String.valueOf(trouble.getSQLState()));
    }

    /** The same as a condition of SQL. */
    public static String taken(String sqlstate) {
        return TAKEN.stream()
                .sorted()
                .map(Identifier::literal)
                .collect(Collectors.joining(", ", sqlstate + " in (", ")"));
    }

    /** A condition of SQL: the SQLSTATE is one that {@link #isRowsFault(SQLException)} says no of. */
    public static String notARowsFault(String sqlstate) {
        return classIn(sqlstate, NOT_A_ROWS_FAULT);
    }

    /** A condition of SQL: the error is one that {@link #isRowsFault(SQLException, boolean)} says no of. */
    public static String notARowsFault(String sqlstate, String context, boolean lastTry) {
        return classIn(sqlstate, NOT_A_ROWS_FAULT) + " and not (" + sqlstate + " <> "
                + Identifier.literal(QUERY_CANCELED) + " and " + context + " ~ " + Identifier.literal(RAISED.pattern())
                + (lastTry ? "" : " and not " + classIn(sqlstate, PASSING)) + ")";
    }

    private static String classIn(String sqlstate, Set<String> classes) {
        return classes.stream()
                .sorted()
                .map(Identifier::literal)
                .collect(Collectors.joining(", ", "left(" + sqlstate + ", 2) in (", ")"));
    }

    /** What it says, without the context and the hints that follow on lines of their own. */
    public static String firstLine(Throwable trouble) {
        return String.valueOf(trouble.getMessage()).lines().findFirst().orElse("");
    }

    private static String classOf(String state) {
        return state.length() < 2 ? state : state.substring(0, 2);
    }
}
