package snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import postgres.OwnFiles;
import rows.diff.RowSource;
import snapshot.format.FileFormat;

/** Writes {@code RESTORE.md}: how to restore the set with {@code psql} and {@code zstd} alone. */
final class RestoreGuide {

    static final String FILE = "RESTORE.md";

    private static final String CSV =
            """
            # %1$s

            %2$d rows of %3$d tables of the database `%4$s`, as they were at %5$s (PostgreSQL %6$s).
            `manifest.json` lists every file with its SHA-256, and every table with its rows and their content hash.
            `sha256sum -c SHA256SUMS` checks that the files are what they were.

            ## Restore with psql and zstd alone

            In this folder, into an empty database that `PGDATABASE` names:

            ```sh
            psql -X -q -v ON_ERROR_STOP=1 -v part=before -f schema.sql
            %7$s
            psql -X -q -v ON_ERROR_STOP=1 -v part=after -f schema.sql
            ```

            The rows go in between these two parts of `schema.sql`, before there are keys, so their order does not matter.
            `-v part=dependents` makes what stands on the tables: views, functions, triggers, rights of others and the like;
            what the database does not take of it is told.
            """;

    private static final String TYPED =
            """
            # %1$s

            %2$d rows of %3$d tables of the database `%4$s`, as they were at %5$s (PostgreSQL %6$s).
            `manifest.json` lists every file with its SHA-256, and every table with its rows and their content hash.
            `sha256sum -c SHA256SUMS` checks that the files are what they were.

            The rows are in files that tools which read Avro or Parquet understand. `psql -f schema.sql` makes the tables;
            Caravanserai restores the rows: `POST /api/v1/snapshots/%1$s/restore`.
            """;

    private RestoreGuide() {}

    static void write(Path folder, Manifest manifest) throws IOException {
        boolean byTools = manifest.files() == FileFormat.CSV_ZST;
        String copies =
                byTools ? manifest.tables().stream().map(RestoreGuide::copy).collect(Collectors.joining("\n")) : "";
        String guide = (byTools ? CSV : TYPED)
                .formatted(
                        manifest.id(),
                        manifest.rows(),
                        manifest.tables().size(),
                        manifest.server().database(),
                        manifest.made(),
                        manifest.server().version(),
                        copies);
        OwnFiles.write(folder.resolve(FILE), guide);
    }

    /** The statement stands in single quotes of the shell, so every one in it is closed, escaped, and opened again. */
    private static String copy(Manifest.TableFacts table) {
        String statement = "copy " + table.name().quoted() + RowSource.list(table.columns())
                + " from stdin (format csv, header, encoding 'UTF8')";
        return "zstd -dcq " + quoted(table.data().name()) + " | psql -X -q -v ON_ERROR_STOP=1 -c " + quoted(statement);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
