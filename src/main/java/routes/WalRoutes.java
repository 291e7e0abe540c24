package routes;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.Door;
import ledger.RunHeader;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.backup.BaseBackupRequest;
import recovery.receive.WalReceiving;
import recovery.second.SecondCopies;
import recovery.second.Volumes;
import recovery.window.RecoveryWindow;

/** The log of the server: received by a thread of its own, and looked after here. */
@ApplicationScoped
class WalRoutes extends EndpointRouteBuilder {

    private final WalReceiving receiving;
    private final SecondCopies second;
    private final Volumes volumes;
    private final RecoveryWindow window;

    WalRoutes(WalReceiving receiving, SecondCopies second, Volumes volumes, RecoveryWindow window) {
        this.window = window;
        this.receiving = receiving;
        this.second = second;
        this.volumes = volumes;
    }

    // spotless:off
    @Override
    public void configure() {
        // Behind a hole in the log only another base backup goes on.
        from(timer("wal-look").delay(0).period(10_000))
            .routeId("wal-look")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .process(exchange -> window.sample())
            .process(exchange -> receiving.look())
            .transform(verb(window::wantsBaseBackup))
            .filter(body().isEqualTo(true))
                .transform(verb(WalRoutes::baseBackup))
                .to(direct("runs-begin"))
            .end();

        // What is here is brought to the second place as it comes, by a thread that may wait for a disk.
        from(timer("wal-copy").delay(1000).period(10_000))
            .routeId("wal-copy")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .process(exchange -> volumes.look())
            .process(exchange -> second.look());
    }
    // spotless:on

    private static BaseBackupRequest baseBackup() {
        return new BaseBackupRequest(RunHeader.next(Door.TIMER));
    }
}
