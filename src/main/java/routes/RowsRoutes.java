package routes;

import static routes.Steps.closing;
import static routes.Steps.holds;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import ledger.Attempt;
import ledger.DeadLetter;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** How rows go where they should, and those that cannot into dead letters, whatever the run is for. */
@ApplicationScoped
class RowsRoutes extends EndpointRouteBuilder {

    // spotless:off
    @Override
    public void configure() {
        // In the caller's transaction: rows, what they replaced, letters, and the run that counts them. Rows in another
        // database are committed when the ledger has taken all of it, and just before that is committed too.
        from(direct("rows-attempt"))
            .routeId("rows-attempt")
            .routeConfigurationId("in-transaction")
            .setProperty("attempt", body())
            .doTry()
                .split(verb(Attempt.class, Attempt::steps)).streaming().stopOnException()
                    .transform(verb(Attempt.Step.class, Attempt.Step::run))
                    .filter(holds(List.class, letters -> !letters.isEmpty()))
                        .to(direct("letters-record"))
                    .end()
                .end()
                .transform(verb(Attempt.class, Attempt::finish))
                .choice()
                    .when(exchangeProperty("goesOn").isNull())
                        .to(direct("runs-finish"))
                .end()
                .process(RowsRoutes::keep)
            .endDoTry()
            .doFinally()
                .process(closing("attempt"))
            .end();

        // Letters are written in the transaction of the run that made them.
        from(direct("letters-record"))
            .routeId("letters-record")
            .routeConfigurationId("in-transaction")
            .transform().body(DeadLetter[].class, DeadLetter::parameters)
            .choice()
                .when(simple("${body[0][id]} == null"))
                    .to(sql("classpath:sql/ledger/insert-dead-letter.sql").batch(true))
                .otherwise()
                    .to(sql("classpath:sql/ledger/fail-dead-letter.sql").batch(true))
            .end();
    }
    // spotless:on

    private static void keep(Exchange exchange) throws SQLException {
        exchange.getProperty("attempt", Attempt.class).keep();
    }
}
