package postgres.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;

/** Tables of every kind there is, for the tests of what makes tables again. */
public final class TableZoo {

    /** What the tables need and definitions only name. */
    public static final String FUNCTIONS = Sql.read("postgres/zoo/functions.sql");

    private TableZoo() {}

    /** Makes all of them. */
    public static void make(Connection connection) throws SQLException {
        Query.execute(connection, FUNCTIONS);
        Query.execute(connection, Sql.read("postgres/zoo/tables.sql"));
        Query.execute(
                connection,
                IntStream.range(0, 300)
                        .mapToObj(i -> "c" + i + " integer default " + i)
                        .collect(Collectors.joining(", ", "create table public.wide(", ")")));
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version >= 15) {
            Query.execute(connection, Sql.read("postgres/zoo/since-15.sql"));
        }
        if (version >= 18) {
            Query.execute(connection, Sql.read("postgres/zoo/since-18.sql"));
        }
    }

    /** All that are no partitions. */
    public static List<TableName> tables(Connection connection) throws SQLException {
        return Query.list(
                connection,
                """
                select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'parts', 'Odd "Place"')
                order by 1, 2
                """,
                row -> new TableName(row.getString(1), row.getString(2)));
    }
}
