package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.security.SecureRandom;
import java.util.List;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import snapshot.drill.DrillRequest;
import snapshot.drill.DrillSettings;
import snapshot.drill.Loss;
import snapshot.drill.Via;

/** The HTTP door of the data-loss drill. */
@ApplicationScoped
class DrillDoors extends EndpointRouteBuilder {

    private final DrillSettings settings;
    private final SecureRandom seeds = new SecureRandom();

    DrillDoors(DrillSettings settings) {
        this.settings = settings;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/drills")
            .post().routeId("drill-http").to("direct:drill-asked");

        from(direct("drill-asked"))
            .routeId("drill-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::asked))
            .to(direct("runs-ask"));
    }
    // spotless:on

    /**
     * What a call asks for.
     *
     * @param rows how many, or {@code all}
     * @param via what the rows come back from
     * @param key columns of another unique constraint than the primary key
     * @param keepBackup whether the backup table stays; true unless said otherwise
     */
    record Asked(
            @NotNull(message = "which table is not said; send {\"table\":\"customers\",\"rows\":10}") String table,
            JsonNode rows,
            Integer seed,
            @JsonSetter(contentNulls = Nulls.SET) List<JsonNode> keys,
            String where,
            Boolean keepBackup,
            String via,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> key) {
        Asked {
            rows = rows == null || rows.isNull() ? null : rows;
        }
    }

    private DrillRequest asked(HttpCall call) {
        Asked asked = RequestBody.read(call, Asked.class);
        return new DrillRequest(
                call.runHeader(),
                asked.table(),
                Loss.said(
                        asked.rows(),
                        asked.seed() == null ? null : asked.seed().longValue(),
                        asked.keys(),
                        asked.where(),
                        settings.rows(),
                        settings.maxRows(),
                        seeds.nextInt(Integer.MAX_VALUE)),
                !Boolean.FALSE.equals(asked.keepBackup()),
                Via.read(asked.via()),
                asked.key() == null ? List.of() : asked.key());
    }
}
