package routes;

import static routes.Steps.holds;
import static routes.Steps.verb;

import ingest.AcceptedRequests;
import ingest.ArchiveClaim;
import ingest.InboxArchives;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import ledger.Run;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;

/** Archives that are dropped into the inbox: a promise for each file in them, and then the folder of the worst end. */
@ApplicationScoped
class ArchiveRoutes extends EndpointRouteBuilder {

    private static final String CLAIM = "archive";
    private static final String ALL_PROMISED = "archive-promised";

    private final InboxArchives archives;
    private final AcceptedRequests accepted;

    ArchiveRoutes(InboxArchives archives, AcceptedRequests accepted) {
        this.archives = archives;
        this.accepted = accepted;
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("ingest-archives").period(200))
            .routeId("ingest-archives")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .process(exchange -> archives.putAway())
            .transform(verb(archives::due))
            .split(body())
                .to(direct("ingest-archive"))
            .end();

        from(direct("ingest-archive"))
            .routeId("ingest-archive")
            .routeConfigurationId("quiet")
            .transform(verb(ArchiveClaim.class, archives::open))
            .choice()
                .when(holds(ArchiveClaim.class, ArchiveClaim::isRefused))
                    .transform(verb(ArchiveClaim.class, ArchiveClaim::refusal))
                    .to(direct("ingest-leftover"))
                .when(holds(ArchiveClaim.class, ArchiveClaim::isFull))
                    .process(this::hold)
                    .transform(verb(ArchiveClaim.class, ArchiveClaim::held))
                    .to(direct("ingest-room"))
                    .split(body(), AggregationStrategies.groupedBody()).stopOnException()
                        .to(direct("ingest-promise"))
                    .end()
                    .process(this::promised)
            .end();
    }
    // spotless:on

    /** Where one cannot be promised none of those behind it is; the archive stays, and is opened again. */
    private void hold(Exchange exchange) throws InvalidPayloadException {
        ArchiveClaim claim = exchange.getMessage().getMandatoryBody(ArchiveClaim.class);
        AtomicBoolean promised = new AtomicBoolean();
        exchange.setProperty(CLAIM, claim);
        exchange.setProperty(ALL_PROMISED, promised);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (!promised.get()) {
                    accepted.forgetUnpromised(claim.held());
                    archives.broken(claim);
                }
            }
        });
    }

    private void promised(Exchange exchange) throws InvalidPayloadException {
        archives.promised(
                exchange.getProperty(CLAIM, ArchiveClaim.class),
                List.of(exchange.getMessage().getMandatoryBody(Run[].class)));
        exchange.getProperty(ALL_PROMISED, AtomicBoolean.class).set(true);
    }
}
