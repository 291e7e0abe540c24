package routes.command;

import java.sql.SQLException;
import ledger.Door;
import ledger.RunHeader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import recovery.servers.HeapRequest;
import recovery.servers.RecoverRequest;
import recovery.servers.WantedTarget;

/** A server as it was at some moment. */
@Command(
        name = "recover",
        description = "Makes a server as it was at some moment, beside the live one; the next service start runs it.",
        mixinStandardHelpOptions = true)
final class RecoverCommand extends RunCommand {

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Option(
            names = "--then",
            description = "${COMPLETION-CANDIDATES}: it can be read, or written too; INSPECT by default.",
            defaultValue = "INSPECT")
    private RecoverRequest.Then then;

    /** One of them. */
    static final class Target {

        @Option(names = "--time", description = "A moment with its zone, as in '2026-11-21 02:15:00+01'.")
        private String time;

        @Option(names = "--lsn", description = "Everything before that place in the log.")
        private String lsn;

        @Option(names = "--xid", description = "Up to where that transaction committed.")
        private Long xid;

        @Option(names = "--name", description = "A restore point.")
        private String name;

        @Option(names = "--before", description = "An incident, or the place of a record that is not wanted any more.")
        private String before;

        @Option(names = "--latest", description = "All that is there.")
        private Boolean latest;

        @Option(
                names = "--dead-rows-of",
                description = "No moment, but the deleted rows of this table, without any backup.")
        private String deadRowsOf;
    }

    @Override
    public Integer call() throws SQLException {
        if (target.deadRowsOf != null) {
            return ask(new HeapRequest(RunHeader.next(Door.COMMAND), target.deadRowsOf, HeapRequest.Wanted.CERTAIN));
        }
        WantedTarget wanted =
                new WantedTarget(target.time, target.lsn, target.xid, target.name, target.before, target.latest);
        return ask(new RecoverRequest(RunHeader.next(Door.COMMAND), wanted, then));
    }
}
