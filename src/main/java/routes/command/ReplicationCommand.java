package routes.command;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import recovery.replication.ReplicationFacts;
import recovery.replication.RowsLost;
import recovery.replication.StandbyFacts;

/** Who stands by, and what would be lost. */
@Command(
        name = "replication",
        description =
                "Tells how far each standby is behind, and which rows a failover would lose; 9 past recovery.lag.",
        mixinStandardHelpOptions = true)
final class ReplicationCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
    private Commands.Output output;

    @Override
    public Integer call() throws IOException, SQLException {
        ReplicationFacts facts = parent.door().replication().once();
        output.print(facts, ReplicationCommand::text);
        return facts.isPastLimits() ? ExitCode.NOT_EQUAL : ExitCode.DONE;
    }

    private static String text(ReplicationFacts facts) {
        StringBuilder text = new StringBuilder("the server %s %s%n"
                .formatted(
                        facts.primary().reachable() ? "is at" : "does not answer, and was at",
                        facts.primary().lsn()));
        facts.standbys().forEach(standby -> text.append(text(standby)));
        if (facts.standbys().isEmpty()) {
            text.append("nobody stands by\n");
        }
        facts.warnings().forEach(warning -> text.append(warning).append('\n'));
        return text.toString().stripTrailing();
    }

    private static String text(StandbyFacts standby) {
        StringBuilder text = new StringBuilder("%s: %s, flushed %s, replayed %s, %s bytes and %s seconds behind%s%n"
                .formatted(
                        standby.name(),
                        standby.state(),
                        known(standby.flushedLsn()),
                        known(standby.replayedLsn()),
                        known(standby.lagBytes()),
                        known(standby.lagSeconds()),
                        standby.pastLimits() ? ", past the limit" : ""));
        if (standby.atRisk() != null) {
            text.append("  a failover loses %d rows of %d transactions%n"
                    .formatted(standby.atRisk().rows(), standby.atRisk().transactions()));
            for (RowsLost.TableRows table : standby.atRisk().tables()) {
                text.append("    %s, %s: %d inserted, %d updated, %d deleted%n"
                        .formatted(
                                table.database(), table.table(), table.inserted(), table.updated(), table.deleted()));
            }
        }
        text.append("  safe to fail over: ")
                .append(standby.safeToFailOver() == null ? "unknown" : standby.safeToFailOver() ? "yes" : "no")
                .append('\n');
        standby.why().forEach(why -> text.append("    ").append(why).append('\n'));
        return text.toString();
    }

    private static Object known(Object value) {
        return value == null ? "unknown" : value;
    }
}
