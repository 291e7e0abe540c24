package routes.command;

import doctor.Finding;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import ledger.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What is wrong, or will be. */
@Command(
        name = "doctor",
        description =
                "Tells what is wrong with the server, the disk and the work that is to be done, and what to do; 10 if"
                        + " anything is.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
    private Commands.Output output;

    @Override
    public Integer call() throws SQLException {
        List<Finding> findings = parent.door().checkup().look();
        if (output == Commands.Output.JSON) {
            System.out.println(Json.write(Map.of("well", findings.isEmpty(), "findings", findings)));
        } else if (findings.isEmpty()) {
            System.out.println("nothing is wrong");
        } else {
            findings.forEach(
                    found -> System.out.printf("%s: %s%n  HINT: %s%n", found.subject(), found.finding(), found.hint()));
        }
        return findings.isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
    }
}
