package snapshot.format;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Query;

/** A table with a column of every kind, and rows with what is hard about each. */
public final class Zoo {

    private static final List<String> TYPES = List.of(
            "create type mood as enum ('sad', 'so, so', 'it''s \"fine\"')",
            "create domain cents as numeric(12,2) check (value >= 0)",
            "create domain label as text",
            "create type pair as (a int, b text)",
            "create domain positive as int check (value > 0)",
            "create domain numbers as int[]",
            "create domain prices as numeric(6,2)[]",
            "create type public.\"date\" as enum ('2024-01-01', 'today')",
            "create type public.\"timestamp\" as (\"date\" text)");

    /** Column type, then the values of its column as SQL; null is added to each. */
    private static final String[][] COLUMNS = {
        {"smallint", "0", "-32768", "32767"},
        {"integer", "0", "-2147483648", "2147483647"},
        {"bigint", "0", "-9223372036854775808", "9223372036854775807"},
        {"real", "'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "0.1", "1e-45", "3.4028235e38", "1.17549435e-38"},
        {"double precision", "'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "0.1", "5e-324", "1.7976931348623157e308"},
        {"double precision", "2e-3", "1e21", "123456789012345680", "2.2250738585072014e-308", "1e23", "9007199254740993"
        },
        {"numeric", "'NaN'", "'Infinity'", "1.000", "1.0", "1e-20", "-0.00", "1e130", "repeat('9', 130)::numeric"},
        {"numeric(10,2)", "0", "-0.01", "99999999.99", "12345678.90"},
        {"numeric(10,2)", "'NaN'", "1.50"},
        {"numeric(38,10)", "0.0000000001", "-9999999999999999999999999999.9999999999", "1"},
        {"numeric(38,0)", "repeat('9', 38)::numeric", "-1", "0"},
        {"numeric(1000,500)", "1", "-1e-500", "1e499"},
        {"numeric(18,18)", "0.999999999999999999", "-0.000000000000000001"},
        {"cents", "0", "1.10", "9999999999.99"},
        {"boolean", "true", "false"},
        {
            "text",
            "''",
            "'plain'",
            "' spaces around '",
            "'a,b'",
            "'say \"hi\"'",
            "'\"'",
            "E'two\\nlines'",
            "E'cr\\r\\nlf\\rcr'"
        },
        {
            "text",
            "'\\.'",
            "'\\N'",
            "'NULL'",
            "E'tab\\tbs\\bff\\fvt\\013'",
            "'back\\slash\\'",
            "E'\\u00e4\\u20ac\\U0001F42A'"
        },
        {"text", "repeat('caravan ', 100000)", "E'\\x01\\x7f'", "E'\\n'", "E'\\\\.\\n'", "'{}'", "'é'"},
        {"varchar(10)", "''", "'ten chars!'", "'trail   '"},
        {"char(5)", "''", "'a'", "'12345'", "'  x'"},
        {"\"char\"", "'x'", "','", "'\"'", "''"},
        {"name", "'somebody'", "''"},
        {"label", "''", "'in a domain'"},
        {"mood", "'sad'", "'so, so'", "'it''s \"fine\"'"},
        {
            "bytea",
            "''",
            "'\\x00'",
            "'\\xDEADBEEF'",
            "(select string_agg(set_byte('\\x00', 0, i), '') from generate_series(0, 255) i)"
        },
        {"date", "'1970-01-01'", "'infinity'", "'-infinity'", "'4713-11-24 BC'", "'0001-12-31 BC'", "'0001-01-01'"},
        {"date", "'5874897-12-31'", "'2000-02-29'", "'1582-10-10'", "'9999-12-31'", "'10000-01-01'", "'1969-12-31'"},
        {"time", "'00:00'", "'23:59:59.999999'", "'24:00:00'", "'12:34:56.1'"},
        {"timetz", "'00:00+00'", "'23:59:59.999999-15:59'", "'24:00:00+05:30'"},
        {"timestamp", "'1970-01-01'", "'infinity'", "'-infinity'", "'4713-11-24 00:00:00 BC'", "'0044-03-15 12:00 BC'"},
        {"timestamp", "'294247-01-10 04:00:54.775806'", "'1969-12-31 23:59:59.999999'", "'2024-02-29 12:34:56.000001'"},
        {"timestamp", "'294276-12-31 23:59:59.999999'", "'2024-01-01'", "'infinity'"},
        {
            "timestamptz",
            "'1970-01-01 00:00Z'",
            "'infinity'",
            "'-infinity'",
            "'4714-11-24 00:00:00+00 BC'",
            "'0001-01-01 00:00Z'"
        },
        {"timestamptz", "'10000-01-01 00:00+02'", "'2024-07-01 12:34:56.789012+02'", "'1800-01-01 00:00:00.5Z'"},
        {"timestamptz", "'294276-12-31 23:59:59.999999Z'", "'2024-01-01Z'"},
        {"timestamp(0)", "'2024-01-01 00:00:01'"},
        {"interval", "'1 year -2 mons 3 days 04:05:06.000007'", "'-178000000 years'", "'0'", "'-00:00:00.000001'"},
        {"uuid", "'00000000-0000-0000-0000-000000000000'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "gen_random_uuid()"
        },
        {"json", "'{\"b\": 1,  \"a\" :[1, 2]}'", "'null'", "'\"\\u00e4\"'"},
        {
            "jsonb",
            "'{\"a\": {\"b\": [1.0, 1.00, 1e3, null, \"x,\\\"y\\n\"]}}'",
            "'null'",
            "'[]'",
            "'12345678901234567890.123'"
        },
        {"integer[]", "'{}'", "'{1,NULL,-3}'", "'{2147483647}'"},
        {"bigint[]", "'{{1,2},{3,4}}'", "'{5}'"},
        {"integer[]", "'[0:1]={7,8}'", "'{9}'"},
        {
            "text[]",
            "'{}'",
            "'{\"\",NULL,\"NULL\",\"a,b\",\"q\\\"q\",\"b\\\\s\",\" s \",\"{}\",plain}'",
            "array[E'two\\nlines', E't\\tb', 'ü']"
        },
        {"text[]", "'{{a,NULL},{\"\",\"}\"}}'", "'[5:5]={x}'"},
        {"boolean[]", "'{t,f,NULL}'"},
        {"double precision[]", "'{NaN,-Infinity,-0,0.1,NULL}'"},
        {"real[]", "'{0.1,Infinity}'"},
        {"numeric[]", "'{1.0,1.000,NaN,NULL}'"},
        {"numeric(8,3)[]", "'{1.5,-0.001,NULL}'"},
        {"numeric(8,3)[]", "'{1.5,NaN}'"},
        {"date[]", "'{2024-01-01,infinity,\"0044-03-15 BC\",NULL}'"},
        {"timestamp[]", "'{\"2024-01-01 00:00:00.000001\",infinity,NULL}'", "'{\"0044-03-15 12:00:00 BC\"}'"},
        {"timestamptz[]", "'{\"2024-01-01 00:00:00+02\",-infinity}'"},
        {"timestamp[]", "'{\"294276-12-31 23:59:59\"}'"},
        {"time[]", "'{24:00,01:02:03.4}'"},
        {"uuid[]", "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}'"},
        {"bytea[]", "array['\\x00ff'::bytea, '', null, 'a\\\\b\"']"},
        {"char(3)[]", "'{a,\"\",NULL}'"},
        {"varchar(4)[]", "'{a,\"\",NULL}'"},
        {"jsonb[]", "array['{\"a\": [1, \"x\"]}'::jsonb, null]"},
        {"json[]", "array['{\"a\":  1}'::json]"},
        {"mood[]", "'{sad,\"so, so\"}'"},
        {"interval[]", "'{1 day,NULL}'"},
        {"pair[]", "array[row(1, 'x,\"y')::pair, null]"},
        {"numbers", "'{1,NULL,-3}'", "'{}'"},
        {"numbers", "'{{1},{2}}'", "'{3}'"},
        {"prices", "'{1.5,NULL}'"},
        {"prices", "'{1.5,NaN}'"},
        {"positive[]", "'{1,2,NULL}'"},
        {"numbers[]", "'{\"{1,2}\",NULL}'"},
        {"public.\"date\"", "'today'", "'2024-01-01'"},
        {"public.\"date\"[]", "'{today,NULL}'"},
        {"public.\"timestamp\"", "row('infinity')"},
        {"smallint[]", "'{1,NULL,-32768}'"},
        {"int2vector", "'1 2 3'", "''"},
        {"oidvector", "'1 4294967295'"},
        {"box[]", "'{(1,1),(0,0);(2,2),(1,1)}'"},
        {"pair", "row(1, 'x')", "row(null, '')", "row(null, null)", "row(-1, 'a,\"b\"\\(')"},
        {"int4range", "'[1,10)'", "'empty'", "'(,5)'"},
        {"tstzrange", "'[2024-01-01 00:00Z,)'"},
        {"int4multirange", "'{[1,3),[5,7)}'", "'{}'"},
        {"inet", "'192.168.0.1'", "'192.168.0.1/24'", "'::1'", "'2001:db8::/32'", "'::ffff:1.2.3.4/120'"},
        {"cidr", "'10.0.0.0/8'", "'1.2.3.4/32'"},
        {"macaddr", "'08:00:2b:01:02:03'"},
        {"money", "'12.34'", "'-1'::money"},
        {"bit(5)", "'10101'"},
        {"varbit", "'1'", "''"},
        {"bit(3)[]", "'{101,NULL}'"},
        {"tsvector", "'a:1 fat:2A cat:3B,4 ''it''''s''':: tsvector", "''"},
        {"tsquery", "'fat & (rat | cat:AB)'"},
        {"point", "'(1.5,-0)'", "'(NaN,Infinity)'"},
        {"polygon", "'((0,0),(1,1),(1,0))'"},
        {"path", "'[(0,0),(1,1)]'"},
        {"circle", "'<(0,0),2>'"},
        {"oid", "0", "4294967295"},
        {"regclass", "'pg_class'", "'pg_catalog.pg_attribute'"},
        {"pg_lsn", "'16/B374D848'"},
        {"xid8", "'18446744073709551615'"},
        {"xml", "'<?xml version=\"1.0\"?><a b=\"c\">ü &amp;</a>'", "'x<b/>'"},
    };

    private Zoo() {}

    /** How many rows it has. */
    static final int ROWS = 9;

    /** Makes its types, and the table of that name, empty. Each column is named after its type, in a way that is hard to keep. */
    public static void make(Connection connection, String table) throws SQLException {
        for (String type : TYPES) {
            Query.execute(connection, type);
        }
        StringBuilder create = new StringBuilder("create table " + table + " (id int primary key");
        for (int i = 0; i < COLUMNS.length; i++) {
            create.append(", ").append(name(i)).append(' ').append(COLUMNS[i][0]);
        }
        Query.execute(connection, create.append(')').toString());
    }

    /** Row zero has a null in every column; row n the n-th value of each, or a null when it has fewer. */
    public static void fill(Connection connection, String table) throws SQLException {
        for (int row = 0; row < ROWS; row++) {
            List<String> values = new ArrayList<>();
            values.add(Integer.toString(row));
            for (String[] column : COLUMNS) {
                values.add(row > 0 && row < column.length ? column[row] : "null");
            }
            Query.execute(connection, "insert into " + table + " values (" + String.join(", ", values) + ")");
        }
    }

    private static String name(int column) {
        return "\"" + column + " " + COLUMNS[column][0].replace("\"", "\"\"") + ", \"\"é\"\"\"";
    }
}
