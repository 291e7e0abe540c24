package snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import snapshot.Database;

/** What readers that are not ours find in the files. */
class OtherReadersTest {

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() throws SQLException {
        database = new Database();
        database.execute(
                """
                create table mixed (id int, small smallint, big bigint, price numeric(10,2), tiny numeric(5,2),
                    huge numeric(38,10), loose numeric, odd numeric(10,2), ok boolean, "full name" text,
                    padded char(3), raw bytea, day date, clock time, wall timestamp, moment timestamptz, late timestamp,
                    key uuid, doc jsonb, numbers int[], words text[], prices numeric(6,2)[], days timestamp[],
                    grid int[], ratio double precision, share real, span interval)""");
        database.execute(
                """
                insert into mixed values (1, -32768, 9223372036854775807, 12345678.90, -0.01,
                    -9999999999999999999999999999.9999999999, 1.000, 'NaN', true, E'ä,"\\n',
                    'a', '\\x00ff', '2024-02-29', '23:59:59.999999', '2024-02-29 12:34:56.000001',
                    '2024-07-01 12:34:56.789012+02', '294276-12-31', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
                    '{"a": [1.0, null]}', '{1,NULL,-3}', '{"",NULL,"a,\\"b"}', '{1.5,NULL}',
                    '{"2024-01-01 00:00:00.000001"}', '{{1,2},{3,4}}', 0.1, 0.1, '1 day')""");
        database.execute("insert into mixed (id) values (2)");
        database.execute(
                """
                insert into mixed (id, day, wall, moment, numbers, ratio, share)
                values (3, 'infinity', '-infinity', 'infinity', '{}', 'NaN', '-Infinity')""");
        database.execute("insert into mixed (id, day, wall) values (4, '0044-03-15 BC', '12024-01-01 00:00:00')");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void duckdbReadsFromParquetWhatPostgresHolds() throws Exception {
        // Given
        Path file = folder.resolve("mixed.parquet");
        database.write("mixed", FileFormat.PARQUET, file);

        // When
        Map<String, String> types = pairs("select column_name, column_type from (describe from '%s')", file);
        List<String> first = row(
                """
                select small, big, price, tiny, huge, loose, odd, ok, "full name", padded, hex(raw), day, clock, wall,
                    epoch_us(moment), late, key, doc, numbers, words, prices, days, grid, ratio, share, span
                from '%s' where id = 1""",
                file);
        List<String> second = row("select columns(* exclude id) from '%s' where id = 2", file);
        List<String> third = row("select day, wall, moment, numbers, ratio, share from '%s' where id = 3", file);
        List<String> fourth = row("select day, wall from '%s' where id = 4", file);

        // Then
        assertThat(types)
                .containsEntry("small", "INTEGER")
                .containsEntry("big", "BIGINT")
                .containsEntry("price", "DECIMAL(10,2)")
                .containsEntry("tiny", "DECIMAL(5,2)")
                .containsEntry("huge", "DECIMAL(38,10)")
                .containsEntry("loose", "VARCHAR")
                .containsEntry("odd", "VARCHAR")
                .containsEntry("ok", "BOOLEAN")
                .containsEntry("full name", "VARCHAR")
                .containsEntry("raw", "BLOB")
                .containsEntry("day", "DATE")
                .containsEntry("clock", "TIME")
                .containsEntry("wall", "TIMESTAMP")
                .containsEntry("moment", "TIMESTAMP WITH TIME ZONE")
                .containsEntry("late", "VARCHAR")
                .containsEntry("key", "UUID")
                .containsEntry("numbers", "INTEGER[]")
                .containsEntry("words", "VARCHAR[]")
                .containsEntry("prices", "DECIMAL(6,2)[]")
                .containsEntry("days", "TIMESTAMP[]")
                .containsEntry("grid", "VARCHAR")
                .containsEntry("ratio", "DOUBLE")
                .containsEntry("share", "FLOAT");
        assertThat(first)
                .containsExactly(
                        "-32768",
                        "9223372036854775807",
                        "12345678.90",
                        "-0.01",
                        "-9999999999999999999999999999.9999999999",
                        "1.000",
                        "NaN",
                        "true",
                        "ä,\"\n",
                        "a  ",
                        "00FF",
                        "2024-02-29",
                        "23:59:59.999999",
                        "2024-02-29 12:34:56.000001",
                        "1719830096789012",
                        "294276-12-31 00:00:00",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        "{\"a\": [1.0, null]}",
                        "[1, NULL, -3]",
                        "['', NULL, 'a,\"b']",
                        "[1.50, NULL]",
                        "['2024-01-01 00:00:00.000001']",
                        "{{1,2},{3,4}}",
                        "0.1",
                        "0.1",
                        "1 day");
        assertThat(second).hasSize(26).containsOnlyNulls();
        assertThat(third).containsExactly("infinity", "-infinity", "infinity", "[]", "nan", "-inf");
        assertThat(fourth).containsExactly("0044-03-15 (BC)", "12024-01-01 00:00:00");
    }

    @Test
    void parquetTellsOfThePostgresTypes() throws Exception {
        // Given
        Path file = folder.resolve("mixed.parquet");
        database.write("mixed", FileFormat.PARQUET, file);

        // When
        Map<String, String> said = pairs("select decode(key), decode(value) from parquet_kv_metadata('%s')", file);

        // Then
        assertThat(said.get("postgres.columns")).contains("\"name\":\"price\",\"type\":\"numeric(10,2)\"");
        assertThat(said).containsEntry("postgres.rows", "4").containsKey("postgres.infinity");
    }

    @Test
    void duckdbCountsAndSumsWhatPostgresDoes() throws Exception {
        // Given
        database.execute(
                """
                create table many as
                select i as id, case when i % 7 > 0 then (i * 7919 % 100000)::numeric(12,2) / 100 end::numeric(12,2) as price,
                    timestamptz '2024-01-01Z' + i * interval '1 second' as seen,
                    array(select generate_series(1, i % 4)) as parts, md5(i::text) as note
                from generate_series(1, 250000) i""");
        String sums =
                "select concat_ws(' ', count(*), count(price), sum(price), max(seen) at time zone 'UTC', %s) from %s";

        // When
        Path file = folder.resolve("many.parquet");
        database.write("many", FileFormat.PARQUET, file);

        // Then
        String elements = "(select count(*) from (select unnest(parts) from %s) p)";
        assertThat(row(sums.formatted(elements.formatted("'%1$s'"), "'%1$s'"), file))
                .isEqualTo(database.strings(sums.formatted(elements.formatted("many"), "many")));
    }

    @Test
    void avroReadersFindTheirOwnTypes() throws Exception {
        // Given
        Path file = folder.resolve("mixed.avro");
        database.write("mixed", FileFormat.AVRO, file);

        // When
        List<GenericRecord> rows = avro(file);

        // Then
        GenericRecord first = rows.get(0);
        assertThat(first.get("small")).isEqualTo(-32768);
        assertThat(first.get("big")).isEqualTo(Long.MAX_VALUE);
        assertThat(first.get("price")).isEqualTo(new BigDecimal("12345678.90"));
        assertThat(first.get("tiny")).isEqualTo(new BigDecimal("-0.01"));
        assertThat(first.get("huge")).isEqualTo(new BigDecimal("-9999999999999999999999999999.9999999999"));
        assertThat(first.get("loose")).hasToString("1.000");
        assertThat(first.get("odd")).hasToString("NaN");
        assertThat(first.get("full_name")).hasToString("ä,\"\n");
        assertThat(first.get("raw")).isEqualTo(ByteBuffer.wrap(new byte[] {0, -1}));
        assertThat(first.get("day")).isEqualTo(LocalDate.parse("2024-02-29"));
        assertThat(first.get("clock")).isEqualTo(LocalTime.parse("23:59:59.999999"));
        assertThat(first.get("wall")).isEqualTo(LocalDateTime.parse("2024-02-29T12:34:56.000001"));
        assertThat(first.get("moment")).isEqualTo(Instant.parse("2024-07-01T10:34:56.789012Z"));
        assertThat(first.get("late")).hasToString("294276-12-31 00:00:00");
        assertThat(first.get("key")).hasToString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        assertThat((List<?>) first.get("numbers")).hasToString("[1, null, -3]");
        assertThat((List<?>) first.get("words")).hasToString("[, null, a,\"b]");
        assertThat((List<?>) first.get("prices")).hasToString("[1.50, null]");
        assertThat(first.get("grid")).hasToString("{{1,2},{3,4}}");
        assertThat(first.get("ratio")).isEqualTo(0.1);
        assertThat(first.get("share")).isEqualTo(0.1f);
        for (Schema.Field field : first.getSchema().getFields()) {
            assertThat(rows.get(1).get(field.name()))
                    .as(field.name())
                    .isEqualTo(field.name().equals("id") ? 2 : null);
        }
        assertThat((List<?>) rows.get(2).get("numbers")).isEmpty();
        assertThat(rows.get(3).get("day")).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(first.getSchema().getField("full_name").getProp("postgres.name"))
                .isEqualTo("full name");
        assertThat(first.getSchema().getField("price").getProp("postgres.type")).isEqualTo("numeric(10,2)");
    }

    private static List<GenericRecord> avro(Path file) throws Exception {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
        List<GenericRecord> rows = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>(null, null, data))) {
            reader.forEach(rows::add);
        }
        return rows;
    }

    private static List<String> row(String sql, Path file) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(texts(sql.formatted(file)))) {
            List<String> values = new ArrayList<>();
            assertThat(rows.next()).isTrue();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(rows.getString(i));
            }
            return values;
        }
    }

    /** DuckDB's own spelling, not that of its driver. */
    private static String texts(String sql) {
        return "select columns(*)::varchar from (" + sql + ") answer";
    }

    private static Map<String, String> pairs(String sql, Path file) throws SQLException {
        Map<String, String> pairs = new LinkedHashMap<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(sql.formatted(file))) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }
}
