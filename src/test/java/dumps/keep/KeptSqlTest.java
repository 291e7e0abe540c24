package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dumps.KeptTable;
import dumps.ReadDump;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSqlTest {

    @TempDir
    private Path folder;

    @Test
    void mysqlComesOutOfItsJsonAsTheSameJson() throws IOException {
        // Given
        String sql =
                """
                -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
                -- Host: localhost    Database: shop
                CREATE TABLE `p` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `n` decimal(9,3) DEFAULT '1.000', PRIMARY KEY (`id`)) ENGINE=InnoDB COMMENT='it''s';
                -- Dumping data for table `p`
                REPLACE INTO `p` VALUES (18446744073709551615,'1.000'),(2,NULL);
                CREATE TABLE `c``d` (
                  `id` int NOT NULL, `t` text CHARACTER SET latin1 COMMENT 'a;b', `b` longblob, `f` bit(9) DEFAULT b'1',
                  `at` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, `g` int GENERATED ALWAYS AS (`id` + 1) VIRTUAL,
                  `p` bigint unsigned, UNIQUE KEY `u` (`id`,`t`(10)), KEY `e` ((`id` + 1)),
                  CONSTRAINT `fk` FOREIGN KEY (`p`) REFERENCES `p` (`id`) ON DELETE SET NULL, CHECK (`id` > 0)
                );
                -- Dumping data for table `c``d`
                INSERT INTO `c``d` VALUES (1,'NULL',0x00ff,b'101','2024-01-01 00:00:00',2,NULL),(2,'\\0\\'\\\\\\n',NULL,NULL,NULL,3,2);
                CREATE TABLE `none` (`a` int);
                -- Dumping data for table `none`
                -- Dump completed on 2024-01-05 10:11:12
                """;
        // When Then
        comesOutTheSame(sql);
    }

    @Test
    void postgresComesOutOfItsJsonAsTheSameJson() throws IOException {
        // Given
        String sql =
                """
                -- PostgreSQL database dump
                \\connect shop
                CREATE TYPE public.mood AS ENUM ('sad', 'it''s');
                CREATE TABLE public.p (id integer NOT NULL, "A ""b" text DEFAULT 'x'::text, b bytea, ok boolean, m public.mood);
                -- Data for Name: p; Type: TABLE DATA; Schema: public; Owner: me
                COPY public.p (id, "A ""b", b, ok, m) FROM stdin;
                1	a\\\\b	\\\\x00ff	t	sad
                2	\\N	\\N	\\N	\\N
                \\.
                ALTER TABLE ONLY public.p ADD CONSTRAINT p_pkey PRIMARY KEY (id);
                CREATE INDEX i ON public.p USING btree (lower("A ""b"));
                -- PostgreSQL database dump complete
                """;
        // When Then
        comesOutTheSame(sql);
    }

    @Test
    void sqliteComesOutOfItsJsonAsTheSameJson() throws IOException {
        // Given
        String sql =
                """
                PRAGMA foreign_keys=OFF;
                BEGIN TRANSACTION;
                CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT NOT NULL UNIQUE, b, c REAL, FOREIGN KEY (b) REFERENCES t (id));
                INSERT INTO t VALUES(1,'NULL',X'00ff',1.0);
                INSERT INTO t VALUES(2,CAST(X'6100' AS TEXT),9223372036854775807,NULL);
                INSERT OR IGNORE INTO t VALUES(3,'1','1',1e999);
                COMMIT;
                """;
        // When Then
        comesOutTheSame(sql);
    }

    private void comesOutTheSame(String sql) throws IOException {
        ReadDump first = ReadDump.of(folder, "first.sql", sql);
        Path again = folder.resolve("again.sql");
        try (Writer out = Files.newBufferedWriter(again, UTF_8)) {
            KeptSql.write(KeptDump.open(first.json()), out);
        }
        ReadDump second = ReadDump.of(again, folder);
        assertThat(tables(second)).isEqualTo(tables(first));
        assertThat(second.file().types()).isEqualTo(first.file().types());
        assertThat(second.leftovers()).isEmpty();
    }

    /** All that the JSON says of tables, and their rows, byte for byte. */
    private static List<String> tables(ReadDump dump) throws IOException {
        assertThat(dump.file().tables()).isNotEmpty().allMatch(KeptTable::complete);
        List<String> lines = Files.readAllLines(dump.json());
        return lines.subList(1, lines.size());
    }
}
