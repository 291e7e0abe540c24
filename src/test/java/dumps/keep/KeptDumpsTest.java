package dumps.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dumps.Dialect;
import dumps.DumpFile;
import dumps.ReadDump;
import dumps.read.DumpSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import ledger.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptDumpsTest {

    private static final String ORDERS =
            """
            DROP TABLE IF EXISTS `orders`;
            CREATE TABLE `orders` (
             `id` int(11) NOT NULL auto_increment,
             `at` datetime default NULL,
             `amount` decimal(15,3) default '1.000',
             PRIMARY KEY  (`id`)
            ) ENGINE=InnoDB DEFAULT CHARSET=latin1;
            /*!40000 ALTER TABLE `orders` DISABLE KEYS */;
            """;

    @TempDir
    private Path folder;

    @Test
    void rowsAndTheirTableComeOutOfTheJsonAsTheyWentIn() throws IOException {
        // Given
        String sql = ORDERS + "INSERT INTO `orders` (`id`,`at`,`amount`) VALUES\n (1,NULL,'1.000'),\n"
                + " (2,'2008-07-24 10:27:34','20.500');\n";
        // When
        ReadDump dump = ReadDump.of(folder, "orders.sql", sql);
        // Then
        assertThat(dump.rows("orders")).containsExactly("1 NULL 1.000", "2 '2008-07-24 10:27:34' 20.500");
        assertThat(dump.table("orders").table().key()).containsExactly("id");
        assertThat(dump.file().dialect()).isEqualTo(Dialect.MYSQL);
        assertThat(dump.file().account()).isEqualTo(new DumpFile.Account(2, 2, 0, 0));
    }

    @Test
    void aRowBehindTheStatementIsReportedWithItsLine() throws IOException {
        // Given
        String sql = ORDERS + "INSERT INTO `orders` VALUES\n (4,NULL,'1.000');\n (5,NULL,'500.000');\n";
        // When
        ReadDump dump = ReadDump.of(folder, "orders.sql", sql);
        // Then
        assertThat(dump.rows("orders")).containsExactly("4 NULL 1.000");
        assertThat(dump.leftovers()).containsExactly("row on line 11 rows 1");
        assertThat(dump.file().leftovers().get(0).text()).isEqualTo("(5,NULL,'500.000')");
        assertThat(dump.table("orders").complete()).isFalse();
    }

    @Test
    void aFileThatBreaksOffGivesWhatItHoldsUpToThere() throws IOException {
        // Given
        String sql = ORDERS + "INSERT INTO `orders` VALUES\n (4,NULL,'1.000'),\n (5,NULL,'500";
        // When
        ReadDump dump = ReadDump.of(folder, "orders.sql", sql);
        // Then
        assertThat(dump.rows("orders")).containsExactly("4 NULL 1.000");
        assertThat(dump.leftovers()).containsExactly("break on line 11 rows 1");
        assertThat(dump.file().broken()).contains("line 11").contains("a string begins there and never ends");
        assertThat(dump.file().complete()).isFalse();
    }

    @Test
    void theLastStatementCountsWithoutItsSemicolon() throws IOException {
        // Given
        String sql = ORDERS + "INSERT INTO `orders` VALUES (4,NULL,'1.000')";
        // When
        ReadDump dump = ReadDump.of(folder, "orders.sql", sql);
        // Then
        assertThat(dump.rows("orders")).containsExactly("4 NULL 1.000");
        assertThat(dump.file().broken()).isNull();
    }

    @Test
    void whatComesBehindTheRowsTakesEffect() throws IOException {
        // Given
        String sql = ORDERS + "INSERT INTO `orders` VALUES (1,NULL,1),(2,NULL,2),(3,NULL,3);\n"
                + "UPDATE orders SET amount = '9.900', at = NULL WHERE id = 2;\n"
                + "DELETE FROM orders WHERE id IN (1, 7);\n"
                + "INSERT INTO orders VALUES (1,NULL,5);\n"
                + "ALTER TABLE orders ADD COLUMN note varchar(20) DEFAULT 'none' AFTER id;\n";
        // When
        ReadDump dump = ReadDump.of(folder, "orders.sql", sql);
        // Then
        assertThat(dump.rows("orders")).containsExactly("2 'none' NULL 9.900", "3 'none' NULL 3", "1 'none' NULL 5");
        assertThat(dump.file().effects())
                .extracting(effect -> effect.what().text() + " " + effect.rows())
                .containsExactly("updated 1", "deleted 1");
        assertThat(dump.file().account()).isEqualTo(new DumpFile.Account(4, 3, 1, 0));
    }

    @Test
    void jsonThatWasLaidOutAnewIsReadAllTheSame() throws IOException {
        // Given
        ReadDump dump =
                ReadDump.of(folder, "orders.sql", ORDERS + "INSERT INTO orders VALUES (1,NULL,'1.000'),(2,NULL,3);");
        Path pretty = folder.resolve("pretty.json");
        Files.writeString(pretty, Json.mapper().readTree(dump.json().toFile()).toPrettyString());
        // When
        ReadDump read = new ReadDump(pretty, KeptDump.open(pretty).file());
        // Then
        assertThat(read.rows("orders")).isEqualTo(dump.rows("orders"));
        assertThat(read.file()).isEqualTo(dump.file());
    }

    @Test
    void aTableBeyondMemoryHasItsRowsInLinesBesideTheJson() throws IOException {
        // Given
        Path dump = Files.writeString(
                folder.resolve("orders.sql"), ORDERS + "INSERT INTO orders VALUES (1,NULL,'1.000'),(2,'a,',3);");
        Path json = folder.resolve("orders.sql.json");
        // When
        KeptDumps.keep(DumpSource.of("orders.sql", dump), json, 8);
        // Then
        assertThat(folder.resolve("orders.sql.1.jsonl")).hasContent("[1,null,\"1.000\"]\n[2,\"a,\",\"3\"]\n");
        ReadDump read = new ReadDump(json, KeptDump.open(json).file());
        assertThat(read.rows("orders")).containsExactly("1 NULL 1.000", "2 'a,' 3");
    }
}
