package routes.http;

import ingest.ContentCoding;
import ingest.FileKind;
import ingest.IngestSettings;
import ingest.LoadOptions;
import ingest.LoadProfiles;
import ingest.LoadRequest;
import ingest.OptionMeaning;
import ingest.OptionTexts;
import ingest.Spool;
import ingest.ZipArchive;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.RunId;

/** Reads what an HTTP call wants loaded. */
@ApplicationScoped
class Uploads {

    /** What a form may say, in its fields or behind its path. */
    static final Set<String> OF_A_FORM =
            Stream.concat(OptionTexts.NAMES.stream(), Stream.of("table")).collect(Collectors.toUnmodifiableSet());

    private static final Set<String> JSON_LINES = Set.of(
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/jsonlines");

    private static final Set<String> CSV = Set.of(
            "application/octet-stream",
            "application/csv",
            "application/gzip",
            "application/zstd",
            // What curl says unless told otherwise.
            "application/x-www-form-urlencoded");

    private static final Set<String> ARCHIVES = Set.of("application/zip", "application/x-zip-compressed");

    private final BodySpool bodies;
    private final Spool spool;
    private final LoadProfiles profiles;
    private final IngestSettings settings;

    Uploads(BodySpool bodies, Spool spool, LoadProfiles profiles, IngestSettings settings) {
        this.bodies = bodies;
        this.spool = spool;
        this.profiles = profiles;
        this.settings = settings;
    }

    /** The one request of a raw body: CSV, or a JSON array. */
    LoadRequest raw(HttpCall call) throws IOException {
        BodySpool.Arrived arrived = arrived(call);
        BodySpool.Body body = arrived.bodies().get(0);
        String table = call.value("table").orElseThrow();
        try {
            String type = call.header("content-type").orElse("text/csv");
            String end = end(type);
            LoadRequest.Format format = end.equals(".json") ? LoadRequest.Format.JSON : LoadRequest.Format.CSV;
            ContentCoding.of(call.header("content-encoding").orElse(null)).undo(body.path(), settings);
            OptionTexts said = SaidOptions.of(call, Map.of()).withType(type);
            String name = end.equals(".zip") ? onlyEntry(body.path()) : table + end;
            LoadRequest request = request(call, body, table, name, format, said, call.header("idempotency-key"));
            OptionMeaning.require(said, List.of(request));
            return request;
        } catch (ProblemException | IOException e) {
            spool.forget(body.run());
            throw e;
        }
    }

    /**
     * Puts the only file of an archive in its place.
     *
     * @return what it is called
     * @throws ProblemException 400, if there are several
     */
    private String onlyEntry(Path archive) throws IOException {
        Path entry = archive.resolveSibling(archive.getFileName() + ".entry");
        List<String> names = new ArrayList<>();
        try {
            ZipArchive.unpack(
                    archive,
                    name -> {
                        names.add(name);
                        if (names.size() > 1) {
                            throw new ProblemException(Problem.malformed(
                                    "the archive has several files, and these are the rows of one table",
                                    "send it to POST /api/v1/uploads, where each goes into the table that it is named"
                                            + " after, or all into the one that the field table names"));
                        }
                        return entry;
                    },
                    settings);
            Files.move(entry, archive, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(entry);
        }
        return names.get(0);
    }

    /**
     * What a file of that media type would end in.
     *
     * @throws ProblemException 415, if no rows come as that
     */
    static String end(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        String bare = type.split(";")[0].strip();
        if (bare.equals("application/json")) {
            if (!PartHead.parameters(type).getOrDefault("charset", "utf-8").startsWith("utf")) {
                throw new ProblemException(Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "JSON comes in UTF-8, not as " + type, "encode it so"));
            }
            return ".json";
        }
        if (bare.equals("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")) {
            return ".xlsx";
        }
        if (ARCHIVES.contains(bare)) {
            return ".zip";
        }
        if (JSON_LINES.contains(bare)) {
            return ".jsonl";
        }
        if (bare.startsWith("text/") || CSV.contains(bare)) {
            return ".csv";
        }
        throw new ProblemException(Problem.of(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "rows come as text/csv, application/json, application/x-ndjson or application/zip, not "
                        + type.split(";")[0],
                "set Content-Type"));
    }

    /** The requests of a form with files, in the order sent. */
    List<LoadRequest> form(HttpCall call) throws IOException {
        return form(call, arrived(call));
    }

    /** The same of a page's form, in which a field that is left empty says nothing, and each column has its type. */
    List<LoadRequest> ofPage(HttpCall call) throws IOException {
        BodySpool.Arrived arrived = arrived(call);
        Map<String, List<String>> fields = new TreeMap<>();
        arrived.fields().forEach((name, texts) -> {
            List<String> said =
                    texts.stream().filter(text -> !text.isEmpty()).distinct().toList();
            if (!said.isEmpty()) {
                fields.put(name, name.equals("types") ? List.of(String.join(",", said)) : said);
            }
        });
        return form(call, new BodySpool.Arrived(arrived.bodies(), fields));
    }

    private List<LoadRequest> form(HttpCall call, BodySpool.Arrived arrived) throws IOException {
        List<LoadRequest> requests = new ArrayList<>();
        List<BodySpool.Body> taken = new ArrayList<>(arrived.bodies());
        try {
            Query.requireKnown("form field", arrived.fields(), OF_A_FORM, OptionTexts.REPEATABLE);
            // A browser sends a file that was not chosen as one without a name.
            List<BodySpool.Body> files = unpacked(
                    arrived.bodies().stream()
                            .filter(body -> !body.fileName().isEmpty())
                            .toList(),
                    taken);
            if (files.isEmpty()) {
                throw FormCutter.malformed("the form holds no file");
            }
            SaidOptions said = SaidOptions.of(call, arrived.fields());
            for (BodySpool.Body body : files) {
                String name = plainName(body.fileName());
                int place = requests.size() + 1;
                Optional<String> key = call.header("idempotency-key").map(k -> files.size() == 1 ? k : k + "/" + place);
                requests.add(request(
                        call,
                        body,
                        said.table().orElse(FileKind.stem(name)),
                        name,
                        LoadRequest.Format.CSV,
                        said.withType(body.contentType()),
                        key));
            }
            OptionMeaning.require(said.options(), requests);
            forget(arrived.bodies().stream()
                    .filter(body -> body.fileName().isEmpty())
                    .toList());
            return requests;
        } catch (ProblemException e) {
            forget(taken);
            throw e;
        }
    }

    /** The files of archives in the place of these; whatever is written on the way is noted at once. */
    private List<BodySpool.Body> unpacked(List<BodySpool.Body> sent, List<BodySpool.Body> taken) throws IOException {
        List<BodySpool.Body> files = new ArrayList<>();
        for (BodySpool.Body body : sent) {
            if (!ZipArchive.isNamed(body.fileName())) {
                files.add(body);
                continue;
            }
            ZipArchive.unpack(
                    body.path(),
                    name -> {
                        UUID run = RunId.next();
                        BodySpool.Body entry = new BodySpool.Body(run, name, null, spool.body(run));
                        taken.add(entry);
                        files.add(entry);
                        return entry.path();
                    },
                    settings);
            spool.forget(body.run());
        }
        return files;
    }

    private void forget(List<BodySpool.Body> unwanted) throws IOException {
        for (BodySpool.Body body : unwanted) {
            spool.forget(body.run());
        }
    }

    private BodySpool.Arrived arrived(HttpCall call) {
        return call.header(BodySpool.HEADER)
                .map(bodies::take)
                .orElseThrow(() -> new IllegalStateException("an upload came past the spool"));
    }

    /** A client's file name is data: only what follows its last slash or backslash is kept, and none of it is a path. */
    private static String plainName(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private LoadRequest request(
            HttpCall call,
            BodySpool.Body body,
            String table,
            String fileName,
            LoadRequest.Format format,
            OptionTexts said,
            Optional<String> key) {
        LoadRequest request = new LoadRequest(
                call.runHeader(body.run(), key.orElse(null)),
                table,
                body.path(),
                fileName,
                format,
                LoadOptions.read(profiles.complete(said)
                        .over(FileKind.of(fileName).map(FileKind::usual).orElse(OptionTexts.NONE))));
        AdminDeeds.guard(call.caller(), request);
        return request;
    }
}
