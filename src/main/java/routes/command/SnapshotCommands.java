package routes.command;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Door;
import ledger.Json;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import postgres.Databases;
import rows.change.RowChoice;
import rows.place.With;
import rows.restore.RestoreOptions;
import rows.undo.UndoService;
import snapshot.Engine;
import snapshot.RestoreRequest;
import snapshot.SnapshotRequest;
import snapshot.Verifier;

/** The commands of snapshots. */
final class SnapshotCommands {

    private static final String WHICH = "Its id, or latest.";

    private SnapshotCommands() {}

    /** Rows into a snapshot. */
    @Command(
            name = "snapshot",
            description = "Keeps the rows of tables as they are at one moment.",
            mixinStandardHelpOptions = true)
    static final class Make extends RunCommand {

        @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Which tables; all unless given.")
        private List<String> tables = List.of();

        @Option(
                names = "--as",
                description =
                        "${COMPLETION-CANDIDATES}; FILES by default, PARQUET where Spark brings the rows into files.")
        private SnapshotRequest.As as;

        @Option(
                names = "--engine",
                description = "${COMPLETION-CANDIDATES}: who brings the rows into files; as configured by default.")
        private Engine engine;

        @Option(names = "--where", description = "Which rows, as an SQL condition on a single table.")
        private String where;

        @Option(names = "--sample", description = "That many rows at random, as a table.")
        private Integer sample;

        @Option(
                names = "--unreadable",
                description =
                        "${COMPLETION-CANDIDATES}: what becomes of tables that may not be read; REFUSE by default.",
                defaultValue = "REFUSE")
        private SnapshotRequest.OnUnreadable unreadable;

        @Override
        public Integer call() throws SQLException {
            return ask(
                    new SnapshotRequest(RunHeader.next(Door.COMMAND), tables, as, where, sample, unreadable, engine));
        }
    }

    /** A snapshot into tables. */
    @Command(name = "restore", description = "Restores a snapshot.", mixinStandardHelpOptions = true)
    static final class Restore extends RunCommand {

        @Parameters(index = "0", paramLabel = "SNAPSHOT", description = WHICH)
        private String snapshot;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "TABLE",
                description = "Which tables of it; all unless given.")
        private List<String> tables = List.of();

        @Option(
                names = "--into",
                description =
                        "original, beside (as <table>2), schema:<name>, or the name of a new table; beside by default.",
                defaultValue = RestoreOptions.BESIDE)
        private String into;

        @Option(
                names = "--database",
                description = "The name of the database whose tables these are; main by default.",
                defaultValue = Databases.MAIN)
        private String database;

        @Option(
                names = "--rows",
                description = "${COMPLETION-CANDIDATES}: which rows of the original; ALL by default.",
                defaultValue = "ALL")
        private RowChoice rows;

        @Option(names = "--key", description = "Only the row of this primary key; of several columns a JSON array.")
        private List<String> keys = List.of();

        @Option(
                names = "--key-columns",
                split = ",",
                description = "Columns of another unique constraint than the primary key, which tells rows apart.")
        private List<String> key = List.of();

        @Option(names = "--dry-run", description = "Tell what would happen, and change nothing.")
        private boolean dryRun;

        @Option(
                names = "--triggers",
                negatable = true,
                description = "The original's triggers and rules act; they do not by default.")
        private boolean triggers;

        @Option(names = "--create-schema", description = "Make the schema that --into says, if it is not there.")
        private boolean createSchema;

        @Option(
                names = "--with",
                description =
                        "${COMPLETION-CANDIDATES}: make what stands on the tables too, as far as it is not there.")
        private With with;

        @Option(
                names = "--engine",
                description =
                        "${COMPLETION-CANDIDATES}: who brings the rows of tables that are made; the service unless snapshot.engine says otherwise.")
        private Engine engine;

        @Override
        public Integer call() throws SQLException, IOException {
            return ask(new RestoreRequest(
                    RunHeader.next(Door.COMMAND),
                    door().snapshot(snapshot).id(),
                    tables,
                    into,
                    database,
                    rows,
                    keys.isEmpty() ? null : Json.mapper().valueToTree(KeyOption.read(keys)),
                    key,
                    dryRun,
                    triggers,
                    createSchema,
                    With.isDependents(with),
                    null,
                    engine));
        }
    }

    /** A snapshot put to the proof. */
    @Command(
            name = "verify",
            description = "Restores a snapshot into a scratch schema and compares it with what was kept.",
            mixinStandardHelpOptions = true)
    static final class Verify extends RunCommand {

        @Parameters(paramLabel = "SNAPSHOT", description = WHICH)
        private String snapshot;

        @Override
        public Integer call() throws SQLException, IOException {
            String id = door().snapshot(snapshot).id();
            return ask(new Verifier.Request(RunHeader.next(Door.COMMAND), id));
        }
    }

    /** A restore taken back. */
    @Command(
            name = "undo",
            description = "Takes a load, a redrive or a restore back: its rows go, those that it overwrote return.",
            mixinStandardHelpOptions = true)
    static final class Undo extends RunCommand {

        @Parameters(paramLabel = "RUN", description = "The id of the load, redrive or restore.")
        private UUID run;

        @Option(names = "--dry-run", description = "Only tell what would happen.")
        private boolean dryRun;

        @Override
        public Integer call() throws SQLException {
            UndoService.Request undo = UndoService.Request.of(RunHeader.next(Door.COMMAND), door().run(run), dryRun);
            return ask(undo);
        }
    }
}
