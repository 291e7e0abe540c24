package recovery.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import postgres.Query;

/** The small shop that every exercise is about: two customers, four products, two orders of four items. */
final class LabShop {

    static final List<String> TABLES = List.of("customers", "products", "orders", "orderitems");

    private static final String[] STATEMENTS = {
        "create table customers (id int primary key, first_name text not null, last_name text not null)",
        "create table products (id int primary key, name text not null, stock int not null)",
        "create table orders (id int primary key, customer int not null references customers on delete cascade,"
                + " ordered_at timestamptz not null default now())",
        "create table orderitems (id int primary key, order_id int not null references orders on delete cascade,"
                + " product int not null references products, quantity int not null)",
        "create sequence order_numbers start 100",
        "insert into customers values (1, 'Anna', 'Johnson'), (2, 'Peter', 'Johnson')",
        "insert into products values (1, 'Tea', 100), (2, 'Dates', 100), (3, 'Carpet', 100), (4, 'Lamp', 100)",
        "insert into orders values (1, 1), (2, 2)",
        "insert into orderitems values (1, 1, 1, 2), (2, 1, 2, 1), (3, 2, 3, 1), (4, 2, 4, 3)"
    };

    private LabShop() {}

    /** Opens it. */
    static void open(LabServer server) throws SQLException {
        server.execute(STATEMENTS);
    }

    /** An order of somebody new, which comes after the disaster and has to stay. */
    static void laterOrder(LabServer server) throws SQLException {
        server.execute("begin;"
                + " insert into customers values (3, 'Maria', 'Gomez');"
                + " insert into orders values (3, 3);"
                + " insert into orderitems values (5, 3, 1, 1);"
                + " commit");
    }

    /** Counts of rows by table, as in {@code customers 2, products 4}. */
    static String counts(Connection connection) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : TABLES) {
            counts.put(
                    table,
                    Query.first(connection, "select count(*) from " + table, row -> row.getLong(1))
                            .orElse(0L));
        }
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }

    static String counts(LabServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return counts(connection);
        }
    }

    /**
     * A hash over all values of rows.
     *
     * @param rows a table, or what stands behind {@code from}
     */
    static String hash(Connection connection, String rows) throws SQLException {
        return Query.first(
                        connection,
                        "select coalesce(md5(string_agg(t::text, ',' order by t::text)), 'no rows') from " + rows
                                + " t",
                        row -> row.getString(1))
                .orElseThrow();
    }

    static String hash(LabServer server, String rows) throws SQLException {
        try (Connection connection = server.connect()) {
            return hash(connection, rows);
        }
    }

    /** Puts in what another has and this one lacks, in the order of foreign keys; tells how many rows by table. */
    static Map<String, Long> putBack(Connection from, Connection to, List<String> tables) throws SQLException {
        Map<String, Long> put = new LinkedHashMap<>();
        for (String table : tables) {
            String rows = Query.first(
                            from,
                            "select coalesce(json_agg(t), '[]')::text from " + table + " t",
                            row -> row.getString(1))
                    .orElseThrow();
            put.put(
                    table,
                    Query.update(
                            to,
                            "insert into " + table + " select * from json_populate_recordset(null::" + table
                                    + ", cast(? as json)) on conflict do nothing",
                            rows));
        }
        return put;
    }
}
