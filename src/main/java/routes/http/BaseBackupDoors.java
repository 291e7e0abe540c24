package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import recovery.backup.BackupFacts;
import recovery.backup.BackupVerifier;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;

/** The HTTP doors of base backups. */
@ApplicationScoped
class BaseBackupDoors extends EndpointRouteBuilder {

    private final BaseBackups backups;

    BaseBackupDoors(BaseBackups backups) {
        this.backups = backups;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/base-backups")
            .post().routeId("base-backup-http").to("direct:base-backup-asked")
            .get().routeId("base-backup-list-http").to("direct:base-backup-list")
            .get("/{id}").routeId("base-backup-show-http").to("direct:base-backup-show")
            .post("/{id}/verify").routeId("base-backup-verify-http").to("direct:base-backup-verify-asked");

        from(direct("base-backup-asked"))
            .routeId("base-backup-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, BaseBackupDoors::baseBackup))
            .to(direct("runs-ask"));

        from(direct("base-backup-verify-asked"))
            .routeId("base-backup-verify-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::verification))
            .to(direct("runs-ask"));

        from(direct("base-backup-list"))
            .routeId("base-backup-list")
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("base-backup-show"))
            .routeId("base-backup-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * What a call asks for.
     *
     * @param incremental whether only what changed is sent; as configured unless said
     */
    record Asked(Boolean incremental) {}

    private static BaseBackupRequest baseBackup(HttpCall call) {
        return new BaseBackupRequest(
                call.runHeader(), RequestBody.read(call, Asked.class).incremental());
    }

    /**
     * What a call asks for.
     *
     * @param start whether a server is started from it too; not unless said
     */
    record Verify(Boolean start) {}

    private BackupVerifier.Request verification(HttpCall call) throws IOException {
        Verify asked = RequestBody.read(call, Verify.class);
        return new BackupVerifier.Request(call.runHeader(), show(call).id(), Boolean.TRUE.equals(asked.start()));
    }

    private Map<String, Object> list() throws IOException {
        return Map.of("baseBackups", backups.list());
    }

    private BackupFacts show(HttpCall call) throws IOException {
        return backups.find(call.value("id").orElseThrow());
    }
}
