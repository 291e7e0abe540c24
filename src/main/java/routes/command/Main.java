package routes.command;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.util.ExceptionUtil;
import org.apache.camel.quarkus.core.CamelRuntime;
import picocli.CommandLine;
import postgres.server.StartRefusedException;
import startup.ConfigurationProblem;

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
        camel.start();
        if (arguments.length == 0) {
            return camel.waitForExit();
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
