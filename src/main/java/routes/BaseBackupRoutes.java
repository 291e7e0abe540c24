package routes;

import static routes.Steps.exchange;
import static routes.Steps.holds;
import static routes.Steps.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import ledger.Door;
import ledger.Ledger;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunHeader;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.RecoveryKinds;
import recovery.RecoverySettings;
import recovery.backup.BackupRetention;
import recovery.backup.BackupVerifier;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.receive.WalReceiving;
import recovery.second.SecondCopies;
import recovery.servers.BackupProof;

/** Base backups: taken, on schedule too, and verified. */
@ApplicationScoped
class BaseBackupRoutes extends EndpointRouteBuilder implements Scheduled {

    private final BaseBackups backups;
    private final BackupVerifier verifier;
    private final BackupProof proof;
    private final BackupRetention retention;
    private final WalReceiving receiving;
    private final SecondCopies second;
    private final RecoverySettings settings;
    private final RunAttempts attempts;
    private final Ledger ledger;
    private final PublishedWork published;

    BaseBackupRoutes(
            BaseBackups backups,
            BackupVerifier verifier,
            BackupProof proof,
            BackupRetention retention,
            WalReceiving receiving,
            SecondCopies second,
            RecoverySettings settings,
            RunAttempts attempts,
            Ledger ledger) {
        this.backups = backups;
        this.verifier = verifier;
        this.proof = proof;
        this.retention = retention;
        this.receiving = receiving;
        this.second = second;
        this.settings = settings;
        this.attempts = attempts;
        this.ledger = ledger;
        published = new PublishedWork("base backup", backups::published);
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("base-backup-due"))
            .routeId("base-backup-due")
            .transform(exchange(BaseBackupRoutes::scheduled))
            .to(direct("runs-begin"));

        from(direct("base-backup-run"))
            .routeId("base-backup-run")
            .routeConfigurationId("published")
            .process(RunAttempts::enter)
            .process(published::look)
            .to(direct("runs-published"))
            .filter(PublishedWork::isMissing)
                .transform(attempts.at("base-backup-take"))
            .end();

        from(direct("base-backup-take"))
            .routeId("base-backup-take")
            .routeConfigurationId("in-transaction")
            .setProperty("request", body())
            // A command leaves nothing that goes on; a service has the log from the first base backup on.
            .filter(exchange -> !isOfCommand(exchange))
                .process(exchange -> receiving.begin())
            .end()
            .transform(verb(BaseBackupRequest.class, backups::take))
            // What was taken on schedule makes room for itself; what was not taken deletes nothing.
            .filter(BaseBackupRoutes::isScheduled)
                .transform(verb(RunEnd.class, this::makeRoom))
            .end()
            .to(direct("runs-finish"));

        // It may have been whole before its run could say so.
        from(timer("base-backup-resume").delay(0).period(10_000))
            .routeId("base-backup-resume")
            .routeConfigurationId("quiet")
            .transform(verb(() -> ledger.leftRunning(RecoveryKinds.BASE_BACKUP)))
            .split(body())
                .transform(verb(Run.class, this::leftBehind))
                .to(direct("runs-end"))
            .end();

        from(direct("base-backup-verify-run"))
            .routeId("base-backup-verify-run")
            .routeConfigurationId("runs")
            .process(RunAttempts::enter)
            .transform(attempts.at("base-backup-verify"));

        from(direct("base-backup-verify"))
            .routeId("base-backup-verify")
            .routeConfigurationId("in-transaction")
            .choice()
                .when(holds(BackupVerifier.Request.class, BackupVerifier.Request::start))
                    .transform(verb(BackupVerifier.Request.class, proof::prove))
                .otherwise()
                    .transform(verb(BackupVerifier.Request.class, verifier::verify))
            .end()
            .to(direct("runs-finish"));
    }
    // spotless:on

    @Override
    public List<Schedule> schedules() {
        return settings
                .baseBackup()
                .cron()
                .map(cron -> new Schedule("base-backup", "", cron, "base-backup-due"))
                .stream()
                .toList();
    }

    private static BaseBackupRequest scheduled(Exchange exchange) {
        return new BaseBackupRequest(RunHeader.next(Door.TIMER, ScheduledFiring.key("base backup", exchange)));
    }

    private static boolean isScheduled(Exchange exchange) {
        return exchange.getProperty("request", BaseBackupRequest.class).door() == Door.TIMER;
    }

    private static boolean isOfCommand(Exchange exchange) {
        return exchange.getProperty("request", BaseBackupRequest.class).door() == Door.COMMAND;
    }

    private RunEnd makeRoom(RunEnd end) throws IOException {
        ArrayNode deleted = retention.apply();
        second.forget(StreamSupport.stream(deleted.spliterator(), false)
                .map(JsonNode::asText)
                .toList());
        ((ObjectNode) end.detail()).set("deleted", deleted);
        return end;
    }

    private RunEnd leftBehind(Run run) throws IOException {
        return published.leftBehind(RecoveryKinds.BASE_BACKUP, run);
    }
}
