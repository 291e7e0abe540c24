package routes;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.apache.camel.quarkus.core.CamelRuntime;

/** The process: the service, or one shot of a flow when a command is given. */
@QuarkusMain
public class Main implements QuarkusApplication {

    public static void main(String... arguments) {
        System.setProperty("caravanserai.running", "true");
        if (arguments.length > 0) {
            // One shot: nobody is let in, nothing is picked up.
            System.setProperty("service.doors", "false");
            System.setProperty("quarkus.http.host-enabled", "false");
        }
        Quarkus.run(Main.class, arguments);
    }

    @Override
    public int run(String... arguments) {
        CamelRuntime camel = Arc.container().instance(CamelRuntime.class).get();
        camel.start(arguments);
        return camel.waitForExit();
    }
}
