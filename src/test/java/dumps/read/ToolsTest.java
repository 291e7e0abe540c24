package dumps.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dumps.Dialect;
import dumps.ReadDump;
import dumps.keep.KeptDump;
import dumps.keep.KeptDumps;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps as the tools write them, each in its own manner. */
class ToolsTest {

    @TempDir
    private Path folder;

    private ReadDump read(String sql) throws IOException {
        return ReadDump.of(folder, "dump.sql", sql);
    }

    @Test
    void mariadbDumpWithItsSandboxLine() throws IOException {
        // Given
        String sql =
                """
                /*M!999999\\- enable the sandbox mode */\s
                -- MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)
                --
                -- Host: localhost    Database: shop
                -- ------------------------------------------------------
                /*!40101 SET NAMES utf8mb4 */;
                /*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;
                DROP TABLE IF EXISTS `t`;
                /*!40101 SET @saved_cs_client     = @@character_set_client */;
                CREATE TABLE `t` (
                  `id` int(11) NOT NULL AUTO_INCREMENT,
                  `a` varchar(20) DEFAULT 'x;\\'y',
                  `b` bit(3) DEFAULT b'101',
                  PRIMARY KEY (`id`),
                  KEY `k` (`a`(10))
                ) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
                LOCK TABLES `t` WRITE;
                /*!40000 ALTER TABLE `t` DISABLE KEYS */;
                INSERT INTO `t` VALUES
                (1,'it\\'s \\\\ \\"q\\" \\n\\t\\Z\\0%',b'010'),
                (2,_binary 'x',_binary '\\0');
                /*!40000 ALTER TABLE `t` ENABLE KEYS */;
                UNLOCK TABLES;
                -- Dump completed on 2024-03-01 12:00:00
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("shop.t")).containsExactly("1 'it's \\ \"q\" \n\t\u001a\0%' b010", "2 'x' b000");
        assertThat(dump.file().complete()).isTrue();
        assertThat(dump.file().completedAt()).isEqualTo("2024-03-01 12:00:00");
        assertThat(dump.table("shop.t").complete()).isTrue();
        assertThat(dump.file().tool()).startsWith("MariaDB dump 10.19-11.4.2");
        assertThat(dump.leftovers()).isEmpty();
    }

    @Test
    void mysqlAdministratorAndVersionCommentsAroundValues() throws IOException {
        // Given
        String sql =
                """
                -- MySQL Administrator dump 1.4
                --
                -- Server version	5.0.51a
                /*!40101 SET NAMES utf8 */;
                CREATE DATABASE IF NOT EXISTS shop;
                USE shop;
                DROP TABLE IF EXISTS `t`;
                CREATE TABLE `t` (`id` int(10) unsigned NOT NULL auto_increment, `a` varchar(5) default NULL, PRIMARY KEY  (`id`)) ENGINE=MyISAM;
                /*!40000 ALTER TABLE `t` DISABLE KEYS */;
                INSERT INTO `t` (`id`,`a`) VALUES
                 (1,/*!40101 'x' */),
                 (2,/* not this */ 'y');
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("shop.t")).containsExactly("1 'x'", "2 'y'");
        assertThat(dump.table("shop.t").partial()).contains("nothing says");
    }

    @Test
    void phpMyAdminAddsItsKeysAtTheEnd() throws IOException {
        // Given
        String sql =
                """
                -- phpMyAdmin SQL Dump
                -- version 5.2.1
                -- Generation Time: Jan 05, 2024 at 10:11 AM
                SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
                START TRANSACTION;
                --
                -- Database: `shop`
                --
                CREATE TABLE `t` (
                  `id` int NOT NULL,
                  `a` varchar(20) COLLATE utf8mb4_general_ci DEFAULT NULL COMMENT 'it''s; a comment',
                  `g` blob
                ) ENGINE=InnoDB;
                INSERT INTO `t` (`id`, `a`, `g`) VALUES
                (1, 'x''y\\r\\n', 0x00ff),
                (2, NULL, 0x);
                DELIMITER $$
                CREATE TRIGGER `tr` AFTER INSERT ON `t` FOR EACH ROW BEGIN INSERT INTO t VALUES (9, 'no', ''); END$$
                DELIMITER ;
                ALTER TABLE `t`
                  ADD PRIMARY KEY (`id`),
                  ADD UNIQUE KEY `a` (`a`);
                ALTER TABLE `t`
                  MODIFY `id` int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=3;
                COMMIT;
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("shop.t")).containsExactly("1 'x'y\r\n' x00ff", "2 NULL x");
        assertThat(dump.table("shop.t").table().key()).containsExactly("id");
        assertThat(dump.table("shop.t").table().columns().get(0).counts()).isTrue();
        assertThat(dump.table("shop.t").table().columns().get(1).comment()).isEqualTo("it's; a comment");
        assertThat(dump.file().skipped()).containsEntry("trigger", 1L);
        assertThat(dump.leftovers()).isEmpty();
    }

    @Test
    void adminerHeidiSqlSequelProAndNavicat() throws IOException {
        // Given
        String adminer =
                """
                -- Adminer 4.8.1 MySQL 8.0.30 dump
                SET NAMES utf8;
                DROP TABLE IF EXISTS `t`;
                CREATE TABLE `t` (`id` int NOT NULL, `a` text) ENGINE=InnoDB;
                INSERT INTO `t` (`id`, `a`) VALUES
                (1,	'x'),
                (2,	NULL)
                ON DUPLICATE KEY UPDATE `id` = VALUES(`id`), `a` = VALUES(`a`);
                -- 2024-01-05 10:11:12
                """;
        String heidi =
                """
                -- --------------------------------------------------------
                -- Host:                         127.0.0.1
                -- HeidiSQL Version:             12.5.0.6677
                -- --------------------------------------------------------
                /*!40101 SET NAMES utf8 */;
                USE `shop`;
                CREATE TABLE IF NOT EXISTS `t` (`id` int(11) NOT NULL, `a` varchar(9), PRIMARY KEY (`id`)) ENGINE=InnoDB;
                DELETE FROM `t`;
                INSERT IGNORE INTO `t` (`id`, `a`) VALUES
                	(1, 'x'),
                	(2, _binary 0x61);
                """;
        String sequel =
                """
                # ************************************************************
                # Sequel Pro SQL dump
                # Version 4541
                # Database: shop
                # ************************************************************
                CREATE TABLE `t` (`id` int, `a` varchar(9)) ENGINE=InnoDB;
                LOCK TABLES `t` WRITE;
                INSERT INTO `t` (`id`, `a`)
                VALUES
                	(1,'x'),
                	(2,'y # no comment');
                UNLOCK TABLES;
                """;
        String navicat =
                """
                /*
                 Navicat Premium Data Transfer
                 Source Schema         : shop
                 Date: 05/01/2024 10:11:12
                */
                SET NAMES utf8mb4;
                SET FOREIGN_KEY_CHECKS = 0;
                DROP TABLE IF EXISTS `t`;
                CREATE TABLE `t`  (`id` int(11) NOT NULL, `a` varchar(9) NULL DEFAULT NULL, PRIMARY KEY (`id`) USING BTREE) ENGINE = InnoDB;
                INSERT INTO `t` VALUES (1, 'x');
                INSERT INTO `t` VALUES (2, b'1');
                """;
        // When Then
        ReadDump one = ReadDump.of(folder, "adminer.sql", adminer);
        assertThat(one.rows("t")).containsExactly("1 'x'", "2 NULL");
        assertThat(one.file().complete()).isTrue();
        assertThat(one.table("t").verbs()).isNotEmpty();
        ReadDump two = ReadDump.of(folder, "heidi.sql", heidi);
        assertThat(two.rows("shop.t")).containsExactly("1 'x'", "2 'a'");
        ReadDump three = ReadDump.of(folder, "sequel.sql", sequel);
        assertThat(three.rows("shop.t")).containsExactly("1 'x'", "2 'y # no comment'");
        ReadDump four = ReadDump.of(folder, "navicat.sql", navicat);
        assertThat(four.rows("shop.t")).containsExactly("1 'x'", "2 b1");
    }

    @Test
    void pgDumpWithCopyBlocksAndItsGuards() throws IOException {
        // Given
        String sql =
                """
                --
                -- PostgreSQL database dump
                --
                \\restrict abc
                -- Dumped from database version 17.6
                -- Dumped by pg_dump version 17.6
                SET client_encoding = 'UTF8';
                SET standard_conforming_strings = on;
                SELECT pg_catalog.set_config('search_path', '', false);
                CREATE TABLE public.t (
                    id integer NOT NULL,
                    "Odd ""name" text DEFAULT 'a'::text,
                    b bytea,
                    ok boolean
                );
                --
                -- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: me
                --
                COPY public.t (id, "Odd ""name", b, ok) FROM stdin;
                1	a\\tb\\\\\\n	\\\\x00ff	t
                2	\\N	\\N	f
                3		\\\\x	\\N
                \\.


                CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $_$ BEGIN INSERT INTO public.t VALUES (9); END; $_$;
                ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
                --
                -- PostgreSQL database dump complete
                --
                \\unrestrict abc
                INSERT INTO public.t VALUES (4, 'late', NULL, true);
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("public.t"))
                .containsExactly("1 'a\tb\\\n' x00ff true", "2 NULL NULL false", "3 '' x NULL", "4 'late' NULL true");
        assertThat(dump.table("public.t").complete()).isTrue();
        assertThat(dump.leftovers()).containsExactly("after-end on line 32 rows 0");
    }

    @Test
    void sqliteAndItsReplaceAndUnistr() throws IOException {
        // Given
        String sql =
                """
                PRAGMA foreign_keys=OFF;
                BEGIN TRANSACTION;
                CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b);
                INSERT INTO t VALUES(1,replace('a\\nb','\\n',char(10)),X'00ff');
                INSERT INTO t VALUES(2,unistr('x\\u000ay\\\\z'),1.0);
                INSERT INTO t VALUES(3,CAST(X'6100' AS TEXT),-9.5e-7);
                INSERT INTO t VALUES(4,'C:\\dir\\',random());
                CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO t VALUES (9,'no',0); END;
                COMMIT;
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t")).containsExactly("1 'a\nb' x00ff", "2 'x\ny\\z' 1.0", "3 'a\0' -9.5e-7");
        assertThat(dump.leftovers()).containsExactly("computed on line 7 rows 1");
        assertThat(dump.file().complete()).isTrue();
        assertThat(dump.table("t").complete()).isFalse();
    }

    @Test
    void sqliteWritesNoValuesOfColumnsThatItComputes() throws IOException {
        // Given
        String sql =
                """
                PRAGMA foreign_keys=OFF;
                BEGIN TRANSACTION;
                CREATE TABLE g(id integer primary key, y int generated always as (x*2) stored, x int, z as (x+1));
                INSERT INTO g VALUES(1,5),(2,NULL);
                COMMIT;
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("g")).containsExactly("1 DEFAULT 5 DEFAULT", "2 DEFAULT NULL DEFAULT");
        assertThat(dump.leftovers()).isEmpty();
    }

    @Test
    void anyOtherCommandOfAClientRefusesTheFile() {
        // Given
        String sql = "-- PostgreSQL database dump\nCREATE TABLE t (a int);\n\\! rm -rf /\n";
        // When Then
        assertThatThrownBy(() -> read(sql)).hasMessageContaining("line 3 has the command \\!");
    }

    @Test
    void statementsOfEveryFormWithRows() throws IOException {
        // Given
        String sql =
                """
                CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `a` varchar(9) DEFAULT 'none', `b` int);
                INSERT INTO `t` SET a='set', id=1;
                REPLACE INTO t VALUES (1,'replaced',2);
                INSERT INTO t () VALUES ();
                INSERT INTO t (b, id) VALUES (7, 3), (DEFAULT, 4);
                INSERT INTO t VALUES ROW(5,'row',+1), ROW(6,N'n', - 2);
                INSERT INTO t SELECT * FROM u;
                INSERT INTO t VALUES (7, now(), 1), (8, 'a' 'b', (3));
                INSERT INTO t VALUES (9, 'short');
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t"))
                .containsExactly(
                        "1 'set' NULL",
                        "1 'replaced' 2",
                        "DEFAULT 'none' NULL",
                        "3 'none' 7",
                        "4 'none' NULL",
                        "5 'row' +1",
                        "6 'n' -2",
                        "8 'ab' 3");
        assertThat(dump.leftovers())
                .containsExactly("statement on line 7 rows 0", "computed on line 8 rows 1", "row on line 9 rows 1");
        assertThat(dump.table("t").uncertain()).startsWith("line 7");
    }

    @Test
    void encodingsAreFoundByTheBytes() throws IOException {
        // Given
        String sql = "/*!40101 SET NAMES utf8 */;\nCREATE TABLE `t` (`a` varchar(20), `b` blob) ENGINE=InnoDB;\n"
                + "INSERT INTO `t` VALUES ('Zürich','é');\n";
        // When
        ReadDump latin = ReadDump.of(folder, "latin.sql", sql.getBytes(ISO_8859_1));
        ReadDump wide = ReadDump.of(folder, "wide.sql", ("\uFEFF" + sql).getBytes(UTF_16LE));
        ReadDump plain = ReadDump.of(folder, "plain.sql", sql.getBytes(UTF_8));
        // Then
        assertThat(latin.rows("t")).containsExactly("'Zürich' xe9");
        assertThat(latin.file().encoding()).startsWith("Latin-1");
        assertThat(latin.file().saidEncoding()).isEqualTo("utf8");
        assertThat(wide.rows("t")).containsExactly("'Zürich' xc3a9");
        assertThat(wide.file().encoding()).isEqualTo("UTF-16LE");
        assertThat(plain.file().saidEncoding()).isNull();
    }

    @Test
    void textsInOtherCharacterSetsAreReadAsTheFileSays() throws IOException {
        // Given
        String sql =
                "SET NAMES %s;\nCREATE TABLE `t` (`a` varchar(20)) ENGINE=InnoDB;\nINSERT INTO `t` VALUES ('%s'),('%s');\n";
        // When
        ReadDump chance = ReadDump.of(
                folder, "c.sql", sql.formatted("latin1", "Zürich", "Ã©").getBytes(ISO_8859_1));
        ReadDump chinese =
                ReadDump.of(folder, "g.sql", sql.formatted("gbk", "誠信", "中文").getBytes(Charset.forName("GBK")));
        ReadDump lying =
                ReadDump.of(folder, "l.sql", sql.formatted("latin1", "日本", "é").getBytes(UTF_8));
        // Then
        assertThat(chance.rows("t")).containsExactly("'Zürich'", "'Ã©'");
        assertThat(chinese.rows("t")).containsExactly("'誠信'", "'中文'");
        assertThat(chinese.file().saidEncoding()).isNull();
        assertThat(lying.rows("t")).containsExactly("'日本'", "'é'");
        assertThat(lying.file().saidEncoding()).isEqualTo("latin1");
    }

    @Test
    void linesMayEndInAnyWay() throws IOException {
        // Given
        String sql = "-- one\nCREATE TABLE t (a int);\n# two\nINSERT INTO t VALUES (1);\n-- three\n(2);\n";
        // When Then
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            ReadDump dump = read(sql.replace("\n", end));
            assertThat(dump.rows("t")).containsExactly("1");
            assertThat(dump.leftovers()).containsExactly("row on line 6 rows 1");
        }
    }

    @Test
    void aHandMadeScriptWithoutAnyDialect() throws IOException {
        // Given
        String sql =
                "create table T (ID int primary key, NAME varchar(10) not null)\n;\ninsert into t (id, name) values (1, 'C:\\');\n"
                        + "insert into unknown values (1, 'x'), (2, 'y')";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.file().dialect()).isEqualTo(Dialect.UNKNOWN);
        assertThat(dump.rows("T")).containsExactly("1 'C:\\'");
        assertThat(dump.rows("unknown")).containsExactly("1 'x'", "2 'y'");
        assertThat(dump.table("unknown").table().defined()).isFalse();
    }

    @Test
    void namesOfAnyKindAndColumnsOfOneName() throws IOException {
        // Given
        String sql =
                "CREATE TABLE `a``b` (`select` int, `select` int, `key` int, key_2 int, KEY `x` (`key`)) ENGINE=InnoDB;\n"
                        + "INSERT INTO `a``b` VALUES (1,2,3,4);\nCREATE TABLE e (`x y` int) ENGINE=InnoDB;";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("a`b")).containsExactly("1 2 3 4");
        assertThat(dump.rows("e")).isEmpty();
        assertThat(dump.table("a`b").table().columns()).hasSize(4);
    }

    @Test
    void rowsBehindAStatementWithoutItsSemicolonAreNotLost() throws IOException {
        // Given
        String sql = "CREATE TABLE t (a int, b varchar(9))\nINSERT INTO t VALUES (1,'x'),(2,'y')\n"
                + "INSERT INTO t VALUES (3,'go')\nGO\nINSERT INTO t VALUES (4,\n'z')\nGO\nfoo bar (1);\nINSERT INTO t VALUES (5,'q'";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t")).containsExactly("1 'x'", "2 'y'", "3 'go'", "4 'z'");
        assertThat(dump.leftovers())
                .containsExactly(
                        "statement on line 1 rows 0",
                        "statement on line 2 rows 0",
                        "statement on line 8 rows 0",
                        "break on line 9 rows 1");
    }

    @Test
    void mydumperWritesOneDumpIntoAFolder() throws IOException {
        // Given
        Path dump = Files.createDirectory(folder.resolve("export"));
        Files.writeString(
                dump.resolve("metadata"),
                "# Started dump at: 2024-01-05 10:11:12\n# Finished dump at: 2024-01-05 10:11:13\n");
        Files.writeString(dump.resolve("shop-schema-create.sql"), "CREATE DATABASE `shop`;\n");
        Files.writeString(
                dump.resolve("shop.t-schema.sql"),
                "/*!40101 SET NAMES binary*/;\nCREATE TABLE `t` (`id` int NOT NULL, `a` text, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n");
        Files.writeString(
                dump.resolve("shop.t.00000.sql"),
                "/*!40101 SET NAMES binary*/;\nINSERT INTO `t` VALUES\n(1,\"a\\\"b'c\")\n,(2,NULL);\n");
        Files.writeString(dump.resolve("shop.t.00001.sql"), "INSERT INTO `t` VALUES(3,\"x\");\n");
        // When
        DumpSources found = DumpSources.in(folder, Set.of());
        // Then
        assertThat(found.sources()).extracting(DumpSource::name).containsExactly("export");
        Path json = folder.resolve("export.json");
        KeptDumps.keep(found.sources().get(0), json);
        ReadDump read = new ReadDump(json, KeptDump.open(json).file());
        assertThat(read.rows("shop.t")).containsExactly("1 'a\"b'c'", "2 NULL", "3 'x'");
        assertThat(read.table("shop.t").complete()).isTrue();
    }

    @Test
    void rowsForIdentitiesThatAreAlwaysGeneratedAreRows() throws IOException {
        // Given
        String sql =
                """
                -- PostgreSQL database dump
                CREATE TABLE public.t (id integer NOT NULL, v text);
                ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_id_seq);
                INSERT INTO public.t OVERRIDING SYSTEM VALUE VALUES (1, 'a');
                INSERT INTO public.t (id, v) OVERRIDING SYSTEM VALUE VALUES (2, 'b');
                INSERT INTO public.t (v, id) OVERRIDING USER VALUE VALUES ('c', 3);
                -- PostgreSQL database dump complete
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("public.t")).containsExactly("1 'a'", "2 'b'", "3 'c'");
        assertThat(dump.table("public.t").complete()).isTrue();
        assertThat(dump.leftovers()).isEmpty();
    }

    @Test
    void anInsertWithoutRowsThatAreUnderstoodLeavesItsTableUncertain() throws IOException {
        // Given
        String sql = "-- PostgreSQL database dump\nCREATE TABLE t (a int);\nINSERT INTO t VALUES SOMEHOW (1);\n"
                + "-- PostgreSQL database dump complete\n";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.table("public.t").complete()).isFalse();
        assertThat(dump.table("public.t").uncertain()).startsWith("line 3");
    }

    @Test
    void aBackslashBeforeABlankIsKeptAndTold() throws IOException {
        // Given
        String sql = "CREATE TABLE `t` (`a` text);\nINSERT INTO `t` VALUES ('a'),\n('C:\\ x'),('\\ ');\n";
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t")).containsExactly("'a'", "'C:\\ x'", "'\\ '");
        assertThat(dump.leftovers()).containsExactly("backslash on line 3 rows 0");
    }

    @Test
    void aMemberOfAnArchiveIsTheSameDumpAsThePlainFile() throws IOException {
        // Given
        Path plain =
                Files.writeString(folder.resolve("plain.sql"), "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("packed.zip")))) {
            zip.putNextEntry(new ZipEntry("inside.sql"));
            zip.write(Files.readAllBytes(plain));
        }
        // When
        DumpSource member =
                DumpSources.of(folder.resolve("packed.zip")).sources().get(0);
        DumpSource unread =
                DumpSources.of(folder.resolve("packed.zip")).sources().get(0);
        Path json = folder.resolve("member.json");
        KeptDumps.keep(member, json);
        // Then
        String bytes = DumpSource.of("plain.sql", plain).sha256();
        assertThat(KeptDump.open(json).file().sha256()).isEqualTo(bytes);
        assertThat(unread.sha256()).isEqualTo(bytes);
    }

    @Test
    void aFolderInWhichAnInstallationKeepsItsDataIsNoInput() throws IOException {
        // Given
        Files.writeString(folder.resolve("dump.sql"), "CREATE TABLE t (a int);");
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve(".lock"), "");
        Files.writeString(data.resolve("instance-id"), "e3b0c442-98fc-4c14-9afb-f4c8996fb924\n");
        Files.writeString(data.resolve("PG_VERSION"), "17\n");
        // When
        DumpSources found = DumpSources.in(folder, Set.of());
        // Then
        assertThat(found.sources()).extracting(DumpSource::name).containsExactly("dump.sql");
        assertThat(found.passed()).containsExactly("data");
    }

    @Test
    void aTableThatNobodyDefinesHasNothingOfTheOneBefore() throws IOException {
        // Given
        String sql =
                """
                -- MySQL dump 10.13
                CREATE TABLE `t` (`a` int, `b` bit(8), `c` blob);
                INSERT INTO `t` VALUES (0x41,0x41,0x41);
                INSERT INTO `u` VALUES (0x41,'7','x');
                INSERT INTO `u` VALUES (0x42,'8','y');
                """;
        // When
        ReadDump dump = read(sql);
        // Then
        assertThat(dump.rows("t")).containsExactly("65 b01000001 x41");
        assertThat(dump.rows("u")).containsExactly("x41 '7' 'x'", "x42 '8' 'y'");
    }

    @Test
    void whatCannotBeUnpackedAtAllIsTold() throws IOException {
        // Given
        byte[] gzip = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7, 7, 7, 7};
        byte[] header = {0x1F, (byte) 0x8B, 99, 1};
        // When / Then
        assertThat(ReadDump.of(folder, "body.sql.gz", gzip).file().broken()).isNotNull();
        assertThatThrownBy(() -> ReadDump.of(folder, "head.sql.gz", header))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("head.sql.gz is damaged");
    }

    @Test
    void adminerWritesBytesAndBitsAsCalls() throws IOException {
        // When
        ReadDump dump = ReadDump.of(
                folder,
                "adminer.sql",
                """
                -- Adminer 4.8.1 MySQL 8.0.33 dump
                CREATE TABLE `t` (`id` int, `raw` binary(2), `on` bit(3));
                INSERT INTO `t` (`id`, `raw`, `on`) VALUES
                (1,	UNHEX('00FF'),	CONV('101', 2, 10) + 0),
                (2,	NULL,	CONV('1', 2, 10) + 1);
                -- 2024-01-05 10:11:12
                """);

        // Then
        assertThat(dump.rows("t")).containsExactly("1 x00ff b101");
        assertThat(dump.file().account().reported()).isEqualTo(1);
    }
}
