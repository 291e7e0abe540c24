package routes.command;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.util.ExceptionUtil;
import java.util.Optional;
import java.util.OptionalInt;
import ledger.Problem;
import org.apache.camel.quarkus.core.CamelRuntime;
import picocli.CommandLine;
import postgres.server.StartRefusedException;
import routes.RouteStart;
import startup.ConfigurationProblem;
import startup.LedgerStart;

/** The process: the service, or one shot of a flow when a command is given. */
@QuarkusMain
public class Main implements QuarkusApplication {

    /** The routes of the doors: nobody comes in while a command runs, and making them took a seventh of its time. */
    static final String DOORS = "routes/http/*Doors*,routes/http/ConsoleDeeds*";

    public static void main(String... arguments) {
        if (arguments.length > 0) {
            OptionalInt code = QuickStart.run(arguments);
            if (code.isPresent()) {
                System.exit(code.getAsInt());
            }
        }
        if (arguments.length > 0 && !Commands.needService(arguments)) {
            System.exit(Commands.line(null).execute(arguments));
        }
        if (arguments.length > 0) {
            // One shot: nobody is let in, nothing is picked up, and the log keeps to what went wrong, off the result.
            System.setProperty("service.doors", "false");
            System.setProperty("camel.main.java-routes-exclude-pattern", DOORS);
            System.setProperty("camel.component.quartz.auto-start-scheduler", "false");
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
        RouteStart routes = Arc.container().instance(RouteStart.class).get();
        return arguments.length == 0 ? serve(camel, ledger, routes) : execute(camel, ledger, routes, arguments);
    }

    /** Flows begin when the database answers; until then there is health to be asked for, and what needs none. */
    private static int serve(CamelRuntime camel, LedgerStart ledger, RouteStart routes) {
        camel.start();
        routes.withoutLedger();
        ledger.openWhatNeedsNone();
        if (!ledger.await()) {
            camel.stop();
            return ExitCode.DONE;
        }
        routes.all();
        ledger.open();
        return camel.waitForExit();
    }

    private static int execute(CamelRuntime camel, LedgerStart ledger, RouteStart routes, String... arguments) {
        Optional<Problem> away = ledger.awaitForCommand(Commands.needLedger(arguments));
        if (away.isPresent() && Commands.needLedger(arguments)) {
            System.err.println("ERROR: " + away.get().text());
            return ExitCode.of(away.get());
        }
        camel.start();
        if (away.isPresent()) {
            System.err.println("goes on without the ledger: " + away.get().detail());
            routes.withoutLedger();
        } else {
            routes.all();
        }
        CommandLine line =
                Commands.line(Arc.container().instance(CommandDoor.class).get());
        try {
            return line.execute(arguments);
        } finally {
            camel.stop();
        }
    }
}
