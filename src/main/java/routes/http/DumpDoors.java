package routes.http;

import static routes.Steps.verb;

import dumps.archive.ArchiveAnswers;
import dumps.archive.ArchiveNames;
import dumps.archive.Archives;
import dumps.archive.DumpsRequest;
import dumps.archive.History;
import dumps.archive.SentFile;
import dumps.load.DumpsLoadRequest;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import org.apache.camel.Exchange;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;

/** The HTTP doors of old dumps. */
@ApplicationScoped
class DumpDoors extends EndpointRouteBuilder {

    /** What a form may say beside its files. */
    static final Set<String> OF_A_FORM = Set.of("archive", "policy", "renames");

    private static final String SQL = "application/sql";
    private static final String LINES = "application/x-ndjson";

    private final Archives archives;
    private final ArchiveAnswers answers;
    private final BodySpool bodies;

    DumpDoors(Archives archives, ArchiveAnswers answers, BodySpool bodies) {
        this.archives = archives;
        this.answers = answers;
        this.bodies = bodies;
    }

    // spotless:off
    @Override
    public void configure() {
        from(platformHttp("/api/v1/dumps").httpMethodRestrict("POST"))
            .routeId("dumps-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::making))
            .to(direct("runs-ask"));

        from(platformHttp("/api/v1/dumps/{archive}/files").httpMethodRestrict("POST"))
            .routeId("dumps-files-http")
            .autoStartup("{{service.doors}}")
            .process(HttpCall::take)
            .transform(verb(HttpCall.class, this::adding))
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
            .process(HttpCall.taking("asOf", "policy"))
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

    /**
     * What a call asks for that names a folder.
     *
     * @param directory below the inbox for dumps
     * @param archive its name, or null for that of the folder
     * @param renames what is called otherwise in later files
     */
    record Folder(String directory, String archive, Policy policy, List<String> renames) {}

    private DumpsRequest making(HttpCall call) throws IOException {
        if (call.header(BodySpool.HEADER).isPresent()) {
            return sent(call, null);
        }
        Folder asked = RequestBody.read(call, Folder.class);
        Path folder = archives.folderOf(required(asked));
        String name = asked.archive() == null ? folder.getFileName().toString() : asked.archive();
        return DumpsRequest.of(call.runHeader(), ArchiveNames.require(name), false, folder, asked.policy())
                .renaming(asked.renames());
    }

    private DumpsRequest adding(HttpCall call) throws IOException {
        String archive = archives.require(archive(call));
        if (call.header(BodySpool.HEADER).isPresent()) {
            return sent(call, archive);
        }
        Folder asked = RequestBody.read(call, Folder.class);
        if (asked.archive() != null && !asked.archive().equals(archive)) {
            throw new ProblemException(Problem.malformed("the path names another archive than the body", null));
        }
        return DumpsRequest.of(call.runHeader(), archive, true, archives.folderOf(required(asked)), asked.policy())
                .renaming(asked.renames());
    }

    private static String required(Folder asked) {
        if (asked.directory() == null) {
            throw new ProblemException(Problem.malformed(
                    "nothing is sent",
                    "send files as a form, or {\"directory\": \"…\"}, a folder in the inbox for dumps"));
        }
        return asked.directory();
    }

    private DumpsRequest sent(HttpCall call, String into) throws IOException {
        BodySpool.Arrived arrived = bodies.take(call.header(BodySpool.HEADER).orElseThrow());
        try {
            Query.requireKnown("form field", arrived.fields(), OF_A_FORM, Set.of());
            List<SentFile> files = arrived.bodies().stream()
                    .filter(body -> !body.fileName().isEmpty())
                    .map(body -> new SentFile(plainName(body.fileName()), body.path()))
                    .toList();
            requireOneOfEach(files);
            String said = field(arrived, "archive");
            if (into == null && said != null) {
                archives.requireNone(ArchiveNames.require(said));
            }
            RunHeader header = call.runHeader();
            String name = into != null ? into : said != null ? said : ArchiveNames.next();
            String policy = field(arrived, "policy");
            return DumpsRequest.sent(header, name, into != null, files, policy == null ? null : policy(policy))
                    .renaming(arrived.fields().get("renames"));
        } catch (ProblemException e) {
            for (BodySpool.Body body : arrived.bodies()) {
                java.nio.file.Files.deleteIfExists(body.path());
            }
            throw e;
        }
    }

    private static void requireOneOfEach(List<SentFile> files) {
        if (files.isEmpty()) {
            throw FormCutter.malformed("the form holds no file");
        }
        Set<String> names = files.stream().map(SentFile::name).collect(Collectors.toSet());
        if (names.size() < files.size()) {
            throw new ProblemException(Problem.refused(
                    "two of the files have one name",
                    "send them under names of their own: names say nothing of the order"));
        }
    }

    private static String field(BodySpool.Arrived arrived, String name) {
        List<String> said = arrived.fields().get(name);
        return said == null ? null : said.get(0);
    }

    private static Policy policy(String text) {
        try {
            return Policy.of(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed("policy is latest-dump or union, not \"" + text + '"', null));
        }
    }

    /** A client's file name is data, and no path. */
    private static String plainName(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private Object table(HttpCall call) throws IOException {
        return answers.table(
                archive(call),
                call.value("table").orElseThrow(),
                call.value("asOf").orElse(null),
                call.value("policy").map(DumpDoors::policy).orElse(null));
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
            String database, String schema, List<String> tables, String asOf, Policy policy, As as, Boolean replace) {}

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
                asked.as() == As.SNAPSHOT);
    }
}
