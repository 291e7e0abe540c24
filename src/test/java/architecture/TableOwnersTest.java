package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import architecture.StatementFiles.StatementFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.TestLedger;
import org.junit.jupiter.api.Test;

/**
 * Whose the tables of schema {@code caravanserai} are: the ledger's, unless the line before {@code create table} says
 * {@code -- owner: <package>}. What a capability keeps is its own affair, in SQL as in Java.
 */
class TableOwnersTest {

    private static final String LEDGER = "ledger";

    /** Migrations that ran somewhere are not changed any more; these came before owners were said in them. */
    private static final Map<String, String> SAID_HERE =
            Map.of("loaded_file", "ingest", "kept_rows", "rows", "chunk", "sync");

    private static final Pattern TABLE =
            Pattern.compile("(?:-- owner: (\\w+)\\n)?create table (?:if not exists )?(?:caravanserai\\.)?(\\w+)");

    private static final Pattern NAMED = Pattern.compile("\\bcaravanserai\\.(\\w+)");

    private static Map<String, String> owners() throws IOException {
        Map<String, String> owners = new TreeMap<>(SAID_HERE);
        for (Path migration : TestLedger.migrations()) {
            Matcher tables = TABLE.matcher(Files.readString(migration));
            while (tables.find()) {
                owners.putIfAbsent(tables.group(2), tables.group(1) == null ? LEDGER : tables.group(1));
            }
        }
        return owners;
    }

    @Test
    void aFileOfSqlNamesOnlyTablesOfItsPackageAndOfTheLedger() throws IOException {
        // Given
        Map<String, String> owners = owners();

        // When
        List<String> trespassers = new ArrayList<>();
        for (StatementFile file : StatementFiles.all()) {
            Matcher named = NAMED.matcher(file.withoutComments());
            while (named.find()) {
                String owner = owners.getOrDefault(named.group(1), LEDGER);
                if (!owner.equals(file.capability()) && !owner.equals(LEDGER)) {
                    trespassers.add(file.path() + " names " + named.group(1) + ", which is of " + owner);
                }
            }
        }

        // Then
        assertThat(trespassers).isEmpty();
        assertThat(owners).containsEntry("run", LEDGER).containsEntry("chunk", "sync");
    }

    @Test
    void belowTheLedgerNobodyKnowsItsTables() {
        // When
        List<String> knowing = StatementFiles.all().stream()
                .filter(file -> file.capability().equals("postgres"))
                .filter(file -> NAMED.matcher(file.withoutComments()).find())
                .map(StatementFile::path)
                .toList();

        // Then
        assertThat(knowing).isEmpty();
    }
}
