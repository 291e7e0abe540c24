package routes;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;

/** A bucket as the second place of base backups and log. Who may, and where it is, says {@code camel.component.aws2-s3}. */
@ApplicationScoped
class SecondPlaceRoutes extends EndpointRouteBuilder {

    static final String BUCKET = "bucket";
    static final String PART = "part";
    static final String KEY = "CamelAwsS3Key";

    private static final String STORE = "aws2-s3:${header.bucket}";

    private static final long SMALL = 16 << 20;
    private static final long MOST_PARTS = 9_000;

    /** How many bytes go there at once; 0 for all of them. */
    static long part(long size) {
        long part = SMALL;
        while (part * MOST_PARTS < size) {
            part *= 2;
        }
        return size <= SMALL ? 0 : part;
    }

    // spotless:off
    @Override
    public void configure() {
        from(direct("second-put"))
            .routeId("second-put")
            .routeConfigurationId("in-transaction")
            .choice()
                .when(header(PART).isEqualTo(0))
                    .toD(STORE)
                .otherwise()
                    .toD(STORE + "?multiPartUpload=true&partSize=${header.part}")
            .end();

        // What is read is read by whoever asked, and kept nowhere meanwhile.
        from(direct("second-read"))
            .routeId("second-read")
            .routeConfigurationId("in-transaction")
            .streamCache("false")
            .toD(STORE + "?operation=getObject");

        from(direct("second-names"))
            .routeId("second-names")
            .routeConfigurationId("in-transaction")
            .toD(STORE + "?operation=listObjects&pojoRequest=true")
            .split(body(), AggregationStrategies.groupedBody())
                .transform(simple("${body.key}"))
            .end();

        from(direct("second-delete"))
            .routeId("second-delete")
            .routeConfigurationId("in-transaction")
            .toD(STORE + "?operation=deleteObject");
    }
    // spotless:on
}
