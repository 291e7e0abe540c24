package routes;

import static routes.Steps.exchange;
import static routes.Steps.verb;

import io.quarkus.runtime.StartupEvent;
import jakarta.activation.DataHandler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import notify.Delivery;
import notify.Message;
import notify.Notice;
import notify.NotifySettings;
import notify.Rules;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.builder.EndpointProducerBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import startup.ConfigurationProblem;

/**
 * From what is written down to whoever is told: sorted by rules, gathered for some seconds, sent, tried again, and given up
 * in the end. Nothing is kept in memory alone: what a process had in hand comes again.
 */
@ApplicationScoped
class NotifyRoutes extends EndpointRouteBuilder {

    private static final String LEDGER = "#ledger";
    private static final String TOGETHER = "together";
    private static final int MOST_TOGETHER = 100;
    private static final int SECONDS_TO_ANSWER = 15;

    private final Rules rules;
    private final NotifySettings settings;

    NotifyRoutes(Rules rules, NotifySettings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    void refuseFaults(@Observes @Priority(1) StartupEvent start) {
        List<String> faults = Rules.faults(settings);
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem("cannot tell anybody as configured", faults, "look after notify.*");
        }
    }

    // spotless:off
    @Override
    public void configure() {
        from(timer("notify-sort").period(1000))
            .routeId("notify-sort")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .to(sql("classpath:sql/notify/unsorted-notices.sql").dataSource(LEDGER)
                .advanced().rowMapperFactory(new RowsAs<>(Notice::of)))
            .split(body())
                .transform(verb(Notice.class, rules::sort))
                .to(sql("classpath:sql/notify/sort-notice.sql").dataSource(LEDGER))
            .end();

        // A digest instead of a storm: one message to each in so many seconds.
        from(timer("notify-due").period(1000))
            .routeId("notify-due")
            .routeConfigurationId("quiet")
            .autoStartup("{{service.doors}}")
            .to(sql("classpath:sql/notify/claim-deliveries.sql").dataSource(LEDGER)
                .advanced().rowMapperFactory(new RowsAs<>(Delivery::of)))
            .split(body())
                .aggregate(verb(Delivery.class, Delivery::together), new GroupedBodyAggregationStrategy())
                    .completionInterval(settings.digest().toMillis())
                    .completionSize(MOST_TOGETHER)
                    .forceCompletionOnStop()
                    .to(seda("notify-send"))
                .end()
            .end();

        from(seda("notify-send").concurrentConsumers(2))
            .routeId("notify-send")
            .routeConfigurationId("notices")
            .setProperty(TOGETHER, body())
            .transform(exchange(this::message))
            .to(direct("notify-channel"))
            .transform(exchange(NotifyRoutes::ids))
            .to(sql("classpath:sql/notify/deliveries-sent.sql").dataSource(LEDGER));

        // The last stop of a message: what was in it is tried again later, or given up.
        from(direct("notify-failed"))
            .routeId("notify-failed")
            .routeConfigurationId("last-stop")
            .transform(exchange(this::failed))
            .log(LoggingLevel.WARN, "routes", "${body[about]} cannot be told: ${body[problem]}")
            .to(sql("classpath:sql/notify/deliveries-failed.sql").dataSource(LEDGER));

        from(direct("notify-channel"))
            .routeId("notify-channel")
            .routeConfigurationId("in-transaction")
            .choice()
                .when(body().isInstanceOf(Message.Webhook.class))
                    .to(direct("notify-webhook"))
                .otherwise()
                    .to(direct("notify-mail"))
            .end();

        from(direct("notify-webhook"))
            .routeId("notify-webhook")
            .routeConfigurationId("in-transaction")
            .process(NotifyRoutes::post)
            .to(http("webhook").skipResponseHeaders(true))
            .removeHeaders("*");

        from(direct("notify-mail"))
            .routeId("notify-mail")
            .routeConfigurationId("in-transaction")
            .process(NotifyRoutes::mail)
            .to(mailServer())
            .removeHeaders("*");
    }
    // spotless:on

    private EndpointProducerBuilder mailServer() {
        NotifySettings.MailSettings mail = settings.mail();
        String server = mail.host().orElse("localhost") + ":" + mail.port();
        Properties more = new Properties();
        String protocol = mail.tls() == NotifySettings.Tls.TLS ? "smtps" : "smtp";
        more.put("mail." + protocol + ".starttls.enable", mail.tls() == NotifySettings.Tls.STARTTLS);
        more.put("mail." + protocol + ".starttls.required", mail.tls() == NotifySettings.Tls.STARTTLS);
        more.put("mail." + protocol + ".timeout", SECONDS_TO_ANSWER * 1000);
        more.put("mail." + protocol + ".ssl.checkserveridentity", true);
        var endpoint = protocol.equals("smtps") ? smtps(server) : smtp(server);
        mail.username().ifPresent(endpoint::username);
        // As it stands: a password may hold what a URI does not.
        mail.password().ifPresent(password -> endpoint.password("RAW(" + password + ")"));
        return endpoint.from(mail.from())
                .advanced()
                .connectionTimeout(SECONDS_TO_ANSWER * 1000)
                .additionalJavaMailProperties(more);
    }

    private Message message(Exchange exchange) {
        return rules.message(together(exchange));
    }

    private static List<Delivery> together(Exchange exchange) {
        List<?> together = exchange.getProperty(TOGETHER, List.class);
        return together.stream().map(Delivery.class::cast).toList();
    }

    private static Map<String, Object> ids(Exchange exchange) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("ids", together(exchange).stream().map(Delivery::id).toArray(Long[]::new));
        return named;
    }

    private Map<String, Object> failed(Exchange exchange) {
        Map<String, Object> named = ids(exchange);
        named.put("most", settings.tries());
        named.put("about", together(exchange).get(0).together());
        named.put("problem", Undelivered.why(exchange));
        return named;
    }

    private static void post(Exchange exchange) {
        Message.Webhook message = exchange.getMessage().getBody(Message.Webhook.class);
        // Beside what is there: among it is how often this was tried.
        message.headers().forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setHeader(Exchange.HTTP_URI, message.to().toString());
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(message.body());
    }

    private static void mail(Exchange exchange) {
        Message.Mail message = exchange.getMessage().getBody(Message.Mail.class);
        exchange.getMessage().setHeader("To", String.join(",", message.to()));
        exchange.getMessage().setHeader("Subject", message.subject());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=UTF-8");
        exchange.getMessage().setBody(message.body());
        AttachmentMessage attached = exchange.getMessage(AttachmentMessage.class);
        message.files()
                .forEach((name, text) -> attached.addAttachment(
                        name,
                        new DataHandler(new ByteArrayDataSource(
                                text.getBytes(StandardCharsets.UTF_8), "text/csv; charset=utf-8"))));
    }
}
