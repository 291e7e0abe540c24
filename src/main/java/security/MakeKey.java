package security;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key for a program: told once, and the line that goes into the users file. */
@Command(
        name = "make-key",
        description =
                "Make a key for a program: prints the key, which is nowhere kept, and its line of the users file.",
        mixinStandardHelpOptions = true)
public final class MakeKey implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Whose it is: 1 to 64 letters, digits or . _ @ + -")
    private String name;

    @Option(names = "--role", description = "viewer, operator or admin.", defaultValue = "VIEWER")
    private Role role;

    @Option(names = "--until", required = true, description = "The last day it is good for, as in 2027-06-30 (UTC).")
    private LocalDate until;

    @Override
    public Integer call() {
        if (!UsersFile.isName(name)) {
            throw new ParameterException(spec.commandLine(), "no name: " + name);
        }
        String key = Secrets.newKey();
        spec.commandLine().getOut().println(key);
        spec.commandLine()
                .getOut()
                .println(name + "=" + Secrets.hashOfKey(key) + "," + role.label() + ",until=" + until);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
