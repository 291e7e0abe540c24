package routes;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.keep.KeptDumps;
import dumps.read.DumpSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import ledger.Rows;
import ledger.Run;
import org.junit.jupiter.api.Test;

/** What real tools declare, from their SQL into PostgreSQL. */
class DumpsOfToolsLoadTest extends DumpsCamel {

    @Test
    void aForeignKeyToANumberThatCountsUpStandsThoughItIsUnsigned() throws Exception {
        // Given
        keepSql(
                """
                CREATE TABLE `users` (`id` bigint(20) unsigned NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;
                CREATE TABLE `posts` (`user_id` bigint(20) unsigned NOT NULL, `views` bigint(20) unsigned DEFAULT NULL,
                  PRIMARY KEY (`user_id`), CONSTRAINT `of` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) ENGINE=InnoDB;
                CREATE TABLE `marks` (`post` bigint(20) unsigned, FOREIGN KEY (`post`) REFERENCES `posts` (`user_id`)) ENGINE=InnoDB;
                INSERT INTO `users` VALUES (1),(2);
                INSERT INTO `posts` VALUES (1,18446744073709551615);
                INSERT INTO `marks` VALUES (1),(NULL);
                """);

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(5, 5, 0, 0, 0));
        assertThat(strings(
                        "select pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and connamespace = '"
                                + archive + "'::regnamespace order by 1"))
                .containsExactly(
                        "FOREIGN KEY (post) REFERENCES " + archive + ".posts(user_id)",
                        "FOREIGN KEY (user_id) REFERENCES " + archive + ".users(id)");
        assertThat(strings("select views::text from " + archive + ".posts")).containsExactly("18446744073709551615");
    }

    @Test
    void namesOfTypesThatADumpQuotesAreTheServersOwn() throws Exception {
        // Given
        keepSql(
                """
                -- PostgreSQL database dump
                CREATE TABLE "public"."t" (
                    "id" integer DEFAULT "nextval"('"public"."t_id_seq"'::"regclass") NOT NULL,
                    "raw" "bytea",
                    "said" "text",
                    "made" timestamp with time zone DEFAULT "now"()
                );
                CREATE TABLE "public"."nothing" (
                );
                COPY "public"."t" ("id", "raw", "said", "made") FROM stdin;
                1\t\\\\x00ff\ta\t\\N
                \\.
                COPY "public"."nothing"  FROM stdin;


                \\.
                """);

        // When
        Run run = load(false);

        // Then
        assertThat(run.problem()).isNull();
        assertThat(run.rows()).isEqualTo(new Rows(3, 3, 0, 0, 0));
        assertThat(strings("select id || ' ' || encode(raw, 'hex') || ' ' || said from " + archive + ".t"))
                .containsExactly("1 00ff a");
        assertThat(strings("select column_default from information_schema.columns where column_name = 'made'"
                        + " and table_schema = '" + archive + "'"))
                .containsExactly("CURRENT_TIMESTAMP");
        assertThat(strings("select count(*)::text from " + archive + ".nothing"))
                .containsExactly("2");
    }

    @Test
    void textsAmongBytesOfSqliteAreKeptAsTheirBytes() throws Exception {
        // Given
        keepSql(
                """
                PRAGMA foreign_keys=OFF;
                BEGIN TRANSACTION;
                CREATE TABLE t (id INTEGER PRIMARY KEY, d BLOB);
                INSERT INTO t VALUES(1,X'00ff');
                INSERT INTO t VALUES(2,'text');
                COMMIT;
                """);

        // When
        Run run = load(false);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(2, 2, 0, 0, 0));
        assertThat(strings("select d::text from " + archive + ".t order by id"))
                .containsExactly("\\x00ff", "\\x74657874");
    }

    private void keepSql(String sql) throws IOException {
        Path dump = Files.writeString(folder.resolve("a.sql"), sql);
        Path files = Files.createDirectories(dumps.resolve(archive).resolve("files"));
        KeptDumps.keep(DumpSource.of("a.sql", dump), files.resolve("a.sql.json"));
        Files.writeString(
                dumps.resolve(archive).resolve("manifest.json"),
                "{\"format\":\"caravanserai-dumps-1\",\"policy\":\"latest-dump\",\"files\":[{\"place\":1,\"json\":\"a.sql.json\"}]}");
    }
}
