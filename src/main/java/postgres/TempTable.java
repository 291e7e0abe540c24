package postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Temporary tables that last as long as a transaction. */
public final class TempTable {

    private static final String PREFIX = "pg_temp.\"caravanserai_stage_";

    private static final AtomicLong NUMBER = new AtomicLong();

    private TempTable() {}

    /** A name that no other stage of this process has; qualified, since the search path may hold anything. */
    public static String name() {
        return PREFIX + NUMBER.incrementAndGet() + '"';
    }

    /** Whether that is the name of one. */
    public static boolean isOne(String relation) {
        return relation.startsWith(PREFIX);
    }

    /** An empty table of these columns without any rule: whatever was once a row fits in. */
    public static String create(Connection connection, List<Column> columns) throws SQLException {
        String name = name();
        Query.execute(
                connection,
                "create temporary table " + name + " (" + String.join(", ", typed(connection, columns))
                        + ") on commit drop");
        return name;
    }

    /** A type that is no more is text here: whether its values still fit is asked when they go where they should. */
    private static List<String> typed(Connection connection, List<Column> columns) throws SQLException {
        List<String> typed = new ArrayList<>();
        for (Column column : columns) {
            boolean known = Query.first(
                            connection,
                            "select to_regtype(?) is not null",
                            row -> row.getBoolean(1),
                            column.plainType())
                    .orElse(false);
            typed.add(Identifier.quote(column.name()) + " " + (known ? column.plainType() : "text"));
        }
        return typed;
    }

    /** A table of what the statement gives. */
    public static String of(Connection connection, String select) throws SQLException {
        String name = name();
        Query.execute(connection, "create temporary table " + name + " on commit drop as " + select);
        Query.execute(connection, "analyze " + name);
        return name;
    }
}
