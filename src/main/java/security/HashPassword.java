package security;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import startup.ConfigurationProblem;
import startup.Terminal;

/**
 * Makes the secret of a line in the users file. It asks for the password instead of taking it as an argument, which would
 * stay in the shell's history and show in the list of processes.
 */
@Command(
        name = "hash-password",
        description = "Read a password (without echo, or the first line of standard input) and print its salted hash.")
public final class HashPassword implements Callable<Integer> {

    private static final int FEWEST_CHARACTERS = 8;

    // bcrypt reads no further, so the rest of a longer password would be worth nothing.
    private static final int MOST_BYTES = 72;

    @Spec
    private CommandSpec spec;

    /**
     * Reads, hashes, prints.
     *
     * @return the exit code: 0, or {@link ConfigurationProblem#EXIT_CODE} when the password will not do
     * @throws IOException when standard input cannot be read
     */
    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!Terminal.isThere()) {
            return hash(firstLineOfInput(), out, err);
        }
        Console console = System.console();
        char[] password = console.readPassword("password: ");
        char[] again = console.readPassword("the same again: ");
        if (!Arrays.equals(password, again)) {
            return refuse(err, "cannot hash two different passwords", "type the same one twice");
        }
        return hash(password == null ? "" : new String(password), out, err);
    }

    static int hash(String password, PrintWriter out, PrintWriter err) {
        if (password.codePointCount(0, password.length()) < FEWEST_CHARACTERS) {
            return refuse(
                    err,
                    "cannot hash a password of fewer than " + FEWEST_CHARACTERS + " characters",
                    "take a longer one, it is not remembered by people but by a password manager");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return refuse(err, "cannot hash a password of more than " + MOST_BYTES + " bytes", "take a shorter one");
        }
        out.println(Secrets.hash(password));
        out.flush();
        return 0;
    }

    private static String firstLineOfInput() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    private static int refuse(PrintWriter err, String what, String hint) {
        err.println(what);
        err.println("HINT: " + hint);
        err.flush();
        return ConfigurationProblem.EXIT_CODE;
    }
}
