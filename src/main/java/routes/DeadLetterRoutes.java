package routes;

import jakarta.enterprise.context.ApplicationScoped;
import ledger.DeadLetter;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** Dead letters: how rows that could not go where they should are written down. */
@ApplicationScoped
class DeadLetterRoutes extends EndpointRouteBuilder {

    @Override
    public void configure() {
        // Letters are written in the transaction of the run that made them.
        from(direct("letters-record"))
                .routeId("letters-record")
                .routeConfigurationId("in-transaction")
                .transform()
                .body(DeadLetter[].class, DeadLetter::parameters)
                .choice()
                .when(simple("${body[0][id]} == null"))
                .to(sql("classpath:sql/ledger/insert-dead-letter.sql").batch(true))
                .otherwise()
                .to(sql("classpath:sql/ledger/fail-dead-letter.sql").batch(true));
    }
}
