package routes.http;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.endpoint.EndpointRouteConfigurationBuilder;

/** What breaks on a route that names no other way is answered as a problem to whoever called. */
@ApplicationScoped
class DoorFailures extends EndpointRouteConfigurationBuilder {

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration()
            .onException(Exception.class)
            .handled(true)
            .process(Answers::failure);
    }
    // spotless:on
}
