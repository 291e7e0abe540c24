package routes.http;

import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import rows.undo.LedgerExpiry;

/** The HTTP doors of what the ledger and the inbox forget. */
@ApplicationScoped
class LedgerRetentionDoors extends EndpointRouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/ledger/retention")
            .get().routeId("ledger-retention-show-http").to("direct:ledger-retention-show")
            .post().routeId("ledger-retention-http").to("direct:ledger-retention-asked");

        from(direct("ledger-retention-show"))
            .routeId("ledger-retention-show")
            .process(HttpCall.taking())
            .to(direct("ledger-retention-plan"))
            .process(Answers::json);

        from(direct("ledger-retention-asked"))
            .routeId("ledger-retention-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, LedgerRetentionDoors::request))
            .to(direct("runs-ask"));
    }
    // spotless:on

    private static LedgerExpiry.Request request(HttpCall call) {
        call.requireNoBody();
        return new LedgerExpiry.Request(call.runHeader());
    }
}
