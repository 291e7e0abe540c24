package routes.command;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.util.ExceptionUtil;
import ledger.ProblemException;
import org.apache.camel.quarkus.core.CamelRuntime;
import picocli.CommandLine;
import postgres.server.StartRefusedException;
import startup.ConfigurationProblem;
import startup.LedgerStart;

/** The process: the service, or one shot of a flow when a command is given. */
@QuarkusMain
public class Main implements QuarkusApplication {

    public static void main(String... arguments) {
        if (arguments.length > 0 && !Commands.needService(arguments)) {
            System.exit(Commands.line(null).execute(arguments));
        }
        if (arguments.length > 0) {
            // One shot: nobody is let in, nothing is picked up, and the log keeps to what went wrong, off the result.
            System.setProperty("service.doors", "false");
            System.setProperty("quarkus.http.host-enabled", "false");
            System.setProperty("quarkus.log.level", "WARN");
            System.setProperty("quarkus.log.console.stderr", "true");
        }
        var quarkusWay = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        ApplicationLifecycleManager.setDefaultExitCodeHandler(
                (code, cause) -> quarkusWay.accept(exitCode(code, cause), cause));
        Quarkus.run(Main.class, arguments);
    }

    private static int exitCode(int code, Throwable cause) {
        return cause != null && ExceptionUtil.getRootCause(cause) instanceof StartRefusedException refused
                ? refused.exitCode()
                : ConfigurationProblem.exitCode(code, cause);
    }

    @Override
    public int run(String... arguments) {
        CamelRuntime camel = Arc.container().instance(CamelRuntime.class).get();
        LedgerStart ledger = Arc.container().instance(LedgerStart.class).get();
        return arguments.length == 0 ? serve(camel, ledger) : execute(camel, ledger, arguments);
    }

    /** Flows begin when the database answers; until then there is health to be asked for, and doors that say why. */
    private static int serve(CamelRuntime camel, LedgerStart ledger) {
        if (!ledger.await()) {
            return ExitCode.DONE;
        }
        camel.start();
        ledger.open();
        return camel.waitForExit();
    }

    private static int execute(CamelRuntime camel, LedgerStart ledger, String... arguments) {
        try {
            ledger.awaitForCommand();
        } catch (ProblemException e) {
            System.err.println("ERROR: " + e.problem().text());
            return ExitCode.of(e.problem());
        }
        camel.start();
        CommandLine line =
                Commands.line(Arc.container().instance(CommandDoor.class).get());
        try {
            return line.execute(arguments);
        } finally {
            camel.stop();
        }
    }
}
