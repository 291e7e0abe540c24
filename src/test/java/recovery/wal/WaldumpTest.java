package recovery.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postgres.Lsn;
import postgres.server.PgPrograms;
import postgres.server.ServerSettings;
import postgres.server.WalServer;

/** Where this machine has PostgreSQL 15 with its tools, they are the judge of what is read. */
class WaldumpTest {

    private static final Pattern RECORD = Pattern.compile(
            "rmgr: (\\S+) +len \\(rec/tot\\): +\\d+/ *(\\d+), tx: +(\\d+), lsn: (\\S+), prev (\\S+), desc: .*");

    private static final Pattern BLOCK =
            Pattern.compile("blkref #(\\d+): rel (\\S+) (?:fork (\\S+) )?blk (\\d+)( FPW)?");

    @TempDir
    Path temporary;

    @Test
    void recordsAndBlocksAreThoseThatPostgresItselfReads() throws Exception {
        // Given
        Optional<PgPrograms> programs = WalServer.installed(15);
        assumeTrue(programs.isPresent(), "PostgreSQL 15 is not installed");
        try (WalServer server = WalServer.of(
                programs.get(),
                temporary,
                ServerSettings.ofItsOwn(0)
                        .with("wal_level", "logical")
                        .with("max_prepared_transactions", "5")
                        .with("wal_keep_size", "2GB"))) {
            for (String compression : new String[] {"off", "pglz", "lz4", "zstd"}) {
                String table = "t_" + compression;
                server.execute(
                        "set wal_compression = " + compression + "; checkpoint;"
                                + "create table %s (id int primary key, t text);".formatted(table)
                                + "insert into %s select g, repeat(md5(g::text), 40) from generate_series(1, 20000) g;"
                                        .formatted(table)
                                + "update %s set t = t || 'x' where id %% 3 = 0; delete from %s where id %% 7 = 0;"
                                        .formatted(table, table)
                                + "select pg_logical_emit_message(false, 'long', repeat('x', 2000000))",
                        "vacuum " + table);
            }
            server.execute("select pg_switch_wal()", "begin; truncate t_off; prepare transaction 'p'");
            server.crash();
            server.execute(
                    "commit prepared 'p'",
                    "vacuum full t_pglz",
                    "create index on t_lz4 using gin (to_tsvector('simple', t))");

            // When, Then
            Lsn end = server.flushed();
            SegmentName first = WalSource.of(server.wal(), 1).first().orElseThrow();
            Process judge = new ProcessBuilder(
                            programs.get().program("pg_waldump").toString(),
                            "--path=" + server.wal(),
                            "--start=" + first.start(),
                            "--end=" + end)
                    .redirectError(temporary.resolve("judge.log").toFile())
                    .start();
            long compared = 0;
            try (WalReader reader = new WalReader(WalSource.of(server.wal(), 1), first.start());
                    BufferedReader lines = new BufferedReader(new InputStreamReader(judge.getInputStream(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    assertThat(reader.next()).as(line).isTrue();
                    assertThat(ours(reader.record())).isEqualTo(theirs(line));
                    compared++;
                }
                // A server writes by itself too, since it was asked for the end.
                assertThat(reader.next() && reader.record().lsn().compareTo(end) < 0)
                        .isFalse();
            }
            assertThat(compared).isGreaterThan(100_000);
        }
    }

    private static String ours(WalRecord record) {
        StringBuilder line = new StringBuilder("%s %d %s %s %s"
                .formatted(
                        ResourceManager.nameOf(record.resource()),
                        record.length(),
                        Integer.toUnsignedString(record.xid()),
                        record.lsn(),
                        record.previous()));
        RecordParts parts = record.parts();
        for (int i = 0; i < parts.blocks(); i++) {
            line.append(' ')
                    .append(parts.relation(i))
                    .append(' ')
                    .append(parts.fork(i))
                    .append(' ')
                    .append(parts.block(i))
                    .append(parts.hasImage(i) ? " FPW" : "");
        }
        return line.toString();
    }

    private static String theirs(String text) {
        Matcher record = RECORD.matcher(text);
        assertThat(record.matches()).as(text).isTrue();
        StringBuilder line = new StringBuilder("%s %s %s %s %s"
                .formatted(
                        record.group(1),
                        record.group(2),
                        record.group(3),
                        Lsn.parse(record.group(4)),
                        Lsn.parse(record.group(5))));
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            int fork = blocks.group(3) == null
                    ? 0
                    : java.util.List.of("main", "fsm", "vm", "init").indexOf(blocks.group(3));
            line.append(' ')
                    .append(blocks.group(2))
                    .append(' ')
                    .append(fork)
                    .append(' ')
                    .append(blocks.group(4))
                    .append(blocks.group(5) == null ? "" : " FPW");
        }
        return line.toString();
    }
}
