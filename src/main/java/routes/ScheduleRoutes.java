package routes;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Date;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** The clock: what is due goes to its flow, also what fell due while the service was down. */
@ApplicationScoped
class ScheduleRoutes extends EndpointRouteBuilder {

    private static final String DUE = "scheduledFireTime";

    private final Schedules schedules;

    ScheduleRoutes(Schedules schedules) {
        this.schedules = schedules;
    }

    // spotless:off
    @Override
    public void configure() {
        routeTemplate("schedule-clock")
            .templateParameter("schedule")
            .templateParameter("cron")
            .templateParameter("zone")
            .from(quartz("schedules/{{schedule}}").cron("{{cron}}")
                .advanced().triggerParameters("timeZone", "{{zone}}"))
            .routeId("schedule-clock")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(exchange(this::fired))
            .to(direct("schedule-due"));

        for (Schedule schedule : schedules.all()) {
            templatedRoute("schedule-clock")
                .routeId(schedule.id())
                .parameter("schedule", schedule.id())
                .parameter("cron", schedule.cron())
                .parameter("zone", schedules.zone().getId());
        }

        // As soon as the ledger can be asked, what fell due before; from then on what the clocks leave out.
        from(timer("schedule-missed").period(10_000))
            .routeId("schedule-missed")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .transform(verb(() -> schedules.missed()))
            .split(body())
                .to(direct("schedule-due"))
            .end();

        // Seen to when its run is written down, and not before: what was not begun is still outstanding.
        from(direct("schedule-due"))
            .routeId("schedule-due")
            .routeConfigurationId("quiet")
            .setProperty("due", body())
            .setHeader(DUE, verb(Schedules.Due.class, due -> Date.from(due.at())))
            .transform(verb(Schedules.Due.class, due -> due.schedule().of()))
            .toD("direct:${exchangeProperty.due.schedule.route}")
            .process(this::seen);
    }
    // spotless:on

    private Schedules.Due fired(Exchange exchange) {
        return new Schedules.Due(
                schedules.find(exchange.getFromRouteId()),
                exchange.getMessage().getHeader(DUE, Date.class).toInstant());
    }

    private void seen(Exchange exchange) throws SQLException {
        schedules.fired(exchange.getProperty("due", Schedules.Due.class));
    }
}
