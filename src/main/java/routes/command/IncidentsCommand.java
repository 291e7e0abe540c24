package routes.command;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;

/** What destroyed rows lately. */
@Command(
        name = "incidents",
        description = "Tells which transactions destroyed rows, as the running service found them in the log.",
        mixinStandardHelpOptions = true)
final class IncidentsCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Option(names = "--since", description = "Committed then or later, with a zone, as in 2026-11-21T02:15:00Z.")
    private String since;

    @Option(names = "--table", description = "Of this table.")
    private String table;

    @Option(names = "--kind", description = "truncate, drop, delete or update; all but update unless given.")
    private String kind;

    @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
    private Commands.Output output;

    @Override
    public Integer call() throws SQLException {
        Incidents incidents = parent.door().incidents();
        List<StoredIncident> found = incidents.list(incidents.query(since, table, kind));
        output.print(Map.of("incidents", found), told -> text(found));
        return ExitCode.DONE;
    }

    private static String text(List<StoredIncident> found) {
        if (found.isEmpty()) {
            return "no incidents are known";
        }
        StringJoiner text = new StringJoiner("\n");
        found.forEach(incident -> text.add("%s %s, %s%s"
                .formatted(
                        incident.id(),
                        incident.text(),
                        incident.state(),
                        incident.run() == null ? "" : ", done by run " + incident.run())));
        return text.toString();
    }
}
