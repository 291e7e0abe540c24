package routes.http;

import static routes.Steps.verb;

import dumps.archive.ArchiveAnswers;
import dumps.archive.Archives;
import dumps.archive.History;
import dumps.load.DumpsLoadRequest;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;

/** The HTTP doors of old dumps. */
@ApplicationScoped
class DumpDoors extends EndpointRouteBuilder {

    private static final String SQL = "application/sql";
    private static final String LINES = "application/x-ndjson";

    private final Archives archives;
    private final ArchiveAnswers answers;
    private final DumpUploads uploads;

    DumpDoors(Archives archives, ArchiveAnswers answers, DumpUploads uploads) {
        this.archives = archives;
        this.answers = answers;
        this.uploads = uploads;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/dumps").httpMethodRestrict("POST"))
            .routeId("dumps-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, uploads::making))
            .to(direct("runs-ask"));

        from(platformHttp("/api/v1/dumps/{archive}/files").httpMethodRestrict("POST"))
            .routeId("dumps-files-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, uploads::adding))
            .to(direct("runs-ask"));

        rest("/api/v1/dumps")
            .get().routeId("dumps-list-http").to("direct:dumps-list")
            .get("/{archive}").routeId("dumps-show-http").to("direct:dumps-show")
            .get("/{archive}/files/{n}").routeId("dumps-file-http").to("direct:dumps-file")
            .get("/{archive}/tables/{table}").routeId("dumps-table-http").to("direct:dumps-table")
            .get("/{archive}/tables/{table}/history").routeId("dumps-history-http").to("direct:dumps-history")
            .post("/{archive}/load").routeId("dumps-load-http").to("direct:dumps-load-asked");

        from(direct("dumps-list"))
            .routeId("dumps-list")
            .transform(verb(() -> Map.of("archives", archives.list())))
            .process(Answers::json);

        from(direct("dumps-show"))
            .routeId("dumps-show")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, call -> archives.show(archive(call))))
            .process(Answers::json);

        from(direct("dumps-file"))
            .routeId("dumps-file")
            .process(HttpCall::take)
            .process(this::file);

        from(direct("dumps-table"))
            .routeId("dumps-table")
            .process(HttpCall.taking("asOf", "policy", "limit"))
            .transform(verb(HttpCall.class, this::table))
            .process(answer -> stream(answer, "application/json"));

        from(direct("dumps-history"))
            .routeId("dumps-history")
            .process(HttpCall.taking("asOf", "policy", "key", "after"))
            .transform(verb(HttpCall.class, this::history))
            .process(answer -> stream(answer, LINES));

        from(direct("dumps-load-asked"))
            .routeId("dumps-load-asked")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::loading))
            .to(direct("runs-ask"));
    }
    // spotless:on

    private static String archive(HttpCall call) {
        return call.value("archive").orElseThrow();
    }

    private void file(Exchange exchange) throws IOException {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        int place = call.number("n").orElseThrow();
        boolean sql = Accepted.read(call.header("accept").orElse("")).prefers(SQL, "application/json");
        Answers.write(
                exchange,
                200,
                sql ? SQL : "application/json",
                sql ? answers.sql(archive(call), place) : answers.file(archive(call), place));
    }

    private static void stream(Exchange exchange, String type) {
        Answers.write(exchange, 200, type, exchange.getMessage().getBody());
    }

    static Policy policy(String text) {
        try {
            return Policy.of(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed("policy is latest-dump or union, not \"" + text + '"', null));
        }
    }

    private Object table(HttpCall call) throws IOException {
        return answers.table(
                archive(call),
                call.value("table").orElseThrow(),
                call.value("asOf").orElse(null),
                call.value("policy").map(DumpDoors::policy).orElse(null),
                call.value("limit").isPresent() ? call.limit(1) : Long.MAX_VALUE);
    }

    private Object history(HttpCall call) throws IOException {
        return answers.history(
                archive(call),
                new History.Wanted(
                        call.value("table").orElseThrow(),
                        call.value("key").orElse(null),
                        call.value("asOf").orElse(null),
                        call.value("policy").map(DumpDoors::policy).orElse(null),
                        call.value("after", Long::valueOf, "a number of lines").orElse(0L)));
    }

    /** What a call asks for that loads an archive. */
    record Load(
            String database,
            String schema,
            List<String> tables,
            String asOf,
            Policy policy,
            As as,
            Boolean replace,
            Boolean dryRun) {}

    /** What a state becomes. */
    enum As {
        /** Tables. */
        TABLES,
        /** A snapshot of files; the tables stand only until it is made. */
        SNAPSHOT
    }

    private DumpsLoadRequest loading(HttpCall call) {
        Load asked = RequestBody.read(call, Load.class);
        return new DumpsLoadRequest(
                call.runHeader(),
                archives.require(archive(call)),
                null,
                asked.database() == null ? Databases.MAIN : asked.database(),
                asked.schema(),
                asked.tables(),
                asked.asOf(),
                asked.policy(),
                Boolean.TRUE.equals(asked.replace()),
                asked.as() == As.SNAPSHOT,
                Boolean.TRUE.equals(asked.dryRun()));
    }
}
