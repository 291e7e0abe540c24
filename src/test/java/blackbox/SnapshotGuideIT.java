package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postgres.Sql;
import postgres.TestServer;
import postgres.definition.TableZoo;
import snapshot.format.Zoo;

/** What RESTORE.md says is done, by sh, psql and zstd alone. */
class SnapshotGuideIT {

    private static final Pattern SHELL = Pattern.compile("(?s)```sh\n(.*?)\n```\n");
    private static final Path CLIENTS = Path.of("/usr/lib/postgresql/15/bin");

    private static final String SHAPE =
            """
            select 'column ' || attrelid::regclass || attname || format_type(atttypid, atttypmod) || attnotnull || attgenerated::text
                   || attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
              from pg_attribute a left join pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
             where attnum > 0 and not attisdropped and attrelid in (%1$s)
            union all
            select 'index ' || pg_get_indexdef(indexrelid) from pg_index where indrelid in (%1$s)
            union all
            select 'constraint ' || conrelid::regclass || conname || pg_get_constraintdef(oid) from pg_constraint where contype <> 'n' and conrelid in (%1$s)
            union all
            select 'sequence ' || format('%%I.%%I', schemaname, sequencename) || coalesce(last_value::text, '') from pg_sequences
             where schemaname not like 'caravan%%'
            union all
            select 'comment ' || objoid::regclass || objsubid || description from pg_description where objoid in (%1$s)
            order by 1
            """
                    .formatted(
                            "select oid from pg_class where oid >= 16384 and relkind in ('r', 'p') and relnamespace::regnamespace::text !~ '^(caravan|pg_|information)'");

    private static final List<String> HOSTILE = List.of(
            "it's \"quoted\"",
            "../../etc/passwd",
            "dots.and.more",
            "two\nlines",
            "$(touch caravanserai-was-here)`touch caravanserai-was-here`",
            "'; drop table plain; --",
            "back\\slash :colon %percent *",
            "```",
            "-rf");

    @Test
    void theGuideRestoresEveryTable() throws Exception {
        // Given
        assumeTrue(has("zstd"), "zstd is not installed: apt-get install zstd");
        assumeTrue(has("psql"), "psql is not installed: apt-get install postgresql-client");
        try (Service service = Service.fresh().start();
                Connection connection = service.connect()) {
            SnapshotDoor door = new SnapshotDoor(service);
            TableZoo.make(connection);
            service.sql("drop type mood cascade", "drop domain positive cascade", "drop type pair cascade");
            Zoo.make(connection, "valued");
            Zoo.fill(connection, "valued");
            service.sql(
                    "create table plain (id int generated always as identity primary key, t text not null unique)",
                    "insert into plain (t) select md5(i::text) from generate_series(1, 1000) i",
                    "create table lonely (t text)",
                    "insert into lonely values ('\\.'), (null), (''), ('\\N'), (E'\\n'), ('\"')",
                    "insert into nothing default values",
                    "insert into nothing default values",
                    "create table refers (id serial primary key, p int references plain on delete cascade)",
                    "insert into refers (p) select i from generate_series(1, 50) i");
            for (String name : HOSTILE) {
                String quoted = quoted(name);
                service.sql(
                        "create table " + quoted + " (" + quoted + " int primary key, v text default '"
                                + name.replace("'", "''") + "')",
                        "insert into " + quoted + " values (1), (2)");
            }
            Service.Answer made = door.ask("");
            String id = SnapshotDoor.idOf(made);
            String target = TestServer.createDatabase();
            if (made.json().at("/detail/schemaBy").asText().equals("caravanserai")) {
                // Functions are not in a set, unless a pg_dump that suits the server wrote its schema.
                try (Connection empty =
                                DriverManager.getConnection(target, TestServer.username(), TestServer.password());
                        Statement statement = empty.createStatement()) {
                    statement.execute(Sql.read("postgres/zoo/functions.sql"));
                }
            }

            // When
            String output = shell(door.folder(id), target);

            // Then
            assertThat(output).isEmpty();
            assertThat(lines(target, SHAPE)).containsExactlyInAnyOrderElementsOf(lines(service, SHAPE));
            List<String> tables = new ArrayList<>(
                    List.of("valued", "plain", "refers", "lonely", "identities", "serials", "events", "measures"));
            HOSTILE.forEach(name -> tables.add(quoted(name)));
            for (String table : tables) {
                String rows = "select t::text from " + table + " t order by t::text collate \"C\"";
                assertThat(lines(target, rows)).as(table).isEqualTo(lines(service, rows));
            }
            assertThat(lines(target, "select count(*)::text from nothing")).containsExactly("2");
            try (Stream<Path> files = Files.walk(door.folder(id))) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().equals("caravanserai-was-here"));
            }
        }
    }

    @Test
    void theGuideRestoresChosenTables() throws Exception {
        // Given
        assumeTrue(has("zstd"), "zstd is not installed: apt-get install zstd");
        assumeTrue(has("psql"), "psql is not installed: apt-get install postgresql-client");
        try (Service service = Service.fresh().start()) {
            SnapshotDoor door = new SnapshotDoor(service);
            service.sql(
                    "create schema \"Sch.ema\"",
                    "create type \"Sch.ema\".mood as enum ('sad', 'ok')",
                    "create domain \"Sch.ema\".small as int check (value < 1000)",
                    "create table \"Sch.ema\".chosen (id serial primary key, m \"Sch.ema\".mood, s \"Sch.ema\".small)",
                    "insert into \"Sch.ema\".chosen (m, s) select 'ok', i from generate_series(1, 100) i",
                    "create table other (id int)");
            String id = door.make("Sch.ema.chosen");
            String target = TestServer.createDatabase();

            // When
            String output = shell(door.folder(id), target);

            // Then
            assertThat(output).isEmpty();
            String rows = "select t::text from \"Sch.ema\".chosen t order by id";
            assertThat(lines(target, rows)).hasSize(100).isEqualTo(lines(service, rows));
            assertThat(lines(target, "insert into \"Sch.ema\".chosen default values returning id::text"))
                    .containsExactly("101");
            assertThat(lines(target, "select to_regclass('other')::text")).containsExactly((String) null);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String shell(Path folder, String url) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -e\n");
        Matcher block = SHELL.matcher(Service.text(folder.resolve("RESTORE.md")));
        while (block.find()) {
            script.append(block.group(1)).append('\n');
        }
        URI address = URI.create(url.substring("jdbc:".length()).replaceAll("\\?.*", ""));
        Path out = Files.createTempFile("caravanserai-guide-", ".out");
        ProcessBuilder sh = new ProcessBuilder("sh", "-c", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        sh.environment().put("PATH", CLIENTS + ":" + System.getenv("PATH"));
        sh.environment().put("PGHOST", address.getHost());
        sh.environment().put("PGPORT", String.valueOf(address.getPort()));
        sh.environment().put("PGDATABASE", address.getPath().substring(1));
        sh.environment().put("PGUSER", TestServer.username());
        sh.environment().put("PGPASSWORD", TestServer.password());
        Process process = sh.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        // What setval answers is no trouble; all else is.
        return process.waitFor() == 0
                ? Service.text(out)
                        .lines()
                        .filter(line -> line.contains("ERROR") || line.contains("error"))
                        .reduce("", String::concat)
                : Service.text(out);
    }

    private static boolean has(String program) {
        return Stream.concat(
                        Stream.of(CLIENTS.toString()),
                        Stream.of(System.getenv("PATH").split(":")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<String> lines(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestServer.username(), TestServer.password())) {
            return lines(connection, sql);
        }
    }

    private static List<String> lines(Service service, String sql) throws SQLException {
        try (Connection connection = service.connect()) {
            return lines(connection, sql);
        }
    }

    private static List<String> lines(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }
}
