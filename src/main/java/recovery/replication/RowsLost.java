package recovery.replication;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import postgres.TableName;
import recovery.wal.Relation;
import recovery.wal.Relations;
import recovery.wal.RowsAtRisk;

/**
 * What committed behind a place in the log, and is therefore not on a server that is no further.
 *
 * @param transactions how many
 * @param rows of tables of people
 * @param ledgerRows of the service's own ledger, which count for nothing
 * @param bytes of log
 * @param exact whether everything that the transactions did was read
 * @param to the log was read up to there
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RowsLost(
        long transactions, long rows, long ledgerRows, long bytes, boolean exact, String to, List<TableRows> tables) {

    private static final String LEDGER = "caravanserai";

    public RowsLost {
        tables = List.copyOf(tables);
    }

    /**
     * Those of one table.
     *
     * @param table its file, where nobody knows its name
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record TableRows(String database, String table, long inserted, long updated, long deleted) {

        long rows() {
            return inserted + updated + deleted;
        }
    }

    static RowsLost of(RowsAtRisk risk, Relations names) {
        List<RowsAtRisk.TableRows> own =
                risk.tables().stream().filter(RowsLost::isOfLedger).toList();
        long ledger = own.stream().mapToLong(RowsAtRisk.TableRows::rows).sum();
        return new RowsLost(
                risk.transactions(),
                risk.rows() - ledger,
                ledger,
                Math.max(0, risk.end().at().bytesSince(risk.after())),
                risk.exact(),
                risk.end().at().toString(),
                risk.tables().stream()
                        .filter(table -> !own.contains(table))
                        .map(table -> of(table, names))
                        .toList());
    }

    private static boolean isOfLedger(RowsAtRisk.TableRows table) {
        return table.table().map(Relation::schema).filter(LEDGER::equals).isPresent();
    }

    private static TableRows of(RowsAtRisk.TableRows table, Relations names) {
        return new TableRows(
                names.databaseName(table.file().database()),
                table.table()
                        .map(relation -> new TableName(relation.schema(), relation.name()).display())
                        .orElse("file " + Integer.toUnsignedString(table.file().number())),
                table.inserted(),
                table.updated(),
                table.deleted());
    }
}
