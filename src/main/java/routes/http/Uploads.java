package routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.Inbox;
import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Redrive;
import ingest.Spool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;

/** Reads what an HTTP call wants loaded. */
@ApplicationScoped
class Uploads {

    private final BodySpool bodies;
    private final Spool spool;

    Uploads(BodySpool bodies, Spool spool) {
        this.bodies = bodies;
        this.spool = spool;
    }

    /** The one request of a raw body: CSV, or a JSON array. */
    LoadRequest raw(HttpCall call) throws IOException {
        BodySpool.Arrived arrived = arrived(call);
        BodySpool.Body body = arrived.bodies().get(0);
        String table = call.value("table").orElseThrow();
        try {
            LoadRequest.Format format =
                    format(call.value("content-type").orElse("text/csv").toLowerCase(Locale.ROOT));
            String extension = format == LoadRequest.Format.JSON ? ".json" : ".csv";
            return request(call, body, table, table + extension, format, call.value("idempotency-key"));
        } catch (ProblemException e) {
            spool.forget(body.run());
            throw e;
        }
    }

    private static LoadRequest.Format format(String type) {
        if (type.startsWith("application/json")) {
            return LoadRequest.Format.JSON;
        }
        if (type.startsWith("text/")
                || type.startsWith("application/octet-stream")
                || type.startsWith("application/csv")
                || type.startsWith("application/x-www-form-urlencoded") // what curl says unless told otherwise
                || type.startsWith("application/gzip")) {
            return LoadRequest.Format.CSV;
        }
        throw new ProblemException(Problem.of(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "rows come as text/csv or application/json, not " + type.split(";")[0],
                "set Content-Type"));
    }

    /** The requests of a form with files, in the order sent. */
    List<LoadRequest> form(HttpCall call) throws IOException {
        BodySpool.Arrived arrived = arrived(call);
        List<LoadRequest> requests = new ArrayList<>();
        try {
            List<BodySpool.Body> files = arrived.bodies().stream()
                    .filter(body -> !body.fileName().isEmpty())
                    .toList();
            if (files.isEmpty()) {
                throw new ProblemException(Problem.malformed(
                        "the form holds no file", "send files as in: curl -F file=@customers.csv …/api/v1/uploads"));
            }
            Optional<String> given =
                    Optional.ofNullable(arrived.fields().get("table")).or(() -> call.value("table"));
            int number = 0;
            for (BodySpool.Body body : files) {
                String name = plainName(body.fileName());
                number++;
                int place = number;
                Optional<String> key = call.value("idempotency-key").map(k -> files.size() == 1 ? k : k + "/" + place);
                requests.add(request(call, body, given.orElse(Inbox.tableOf(name)), name, LoadRequest.Format.CSV, key));
            }
            return requests;
        } catch (ProblemException e) {
            for (BodySpool.Body body : arrived.bodies()) {
                spool.forget(body.run());
            }
            throw e;
        }
    }

    private BodySpool.Arrived arrived(HttpCall call) {
        return call.value(BodySpool.HEADER)
                .map(bodies::take)
                .orElseThrow(() -> new IllegalStateException("an upload came past the spool"));
    }

    /** A client's file name is data: only what follows its last slash or backslash is kept, and none of it is a path. */
    private static String plainName(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private static LoadRequest request(
            HttpCall call,
            BodySpool.Body body,
            String table,
            String fileName,
            LoadRequest.Format format,
            Optional<String> key) {
        return new LoadRequest(
                call.runHeader(body.run(), key.orElse(null)),
                table,
                body.path(),
                fileName,
                format,
                LoadOptions.read(options(call)));
    }

    private static OptionTexts options(HttpCall call) {
        Map<String, List<String>> said = new HashMap<>();
        for (String name : OptionTexts.NAMES) {
            call.value(name).ifPresent(text -> said.put(name, List.of(text)));
        }
        return new OptionTexts(said);
    }

    /** The redrive that a call asks for. */
    static Redrive.Request redrive(HttpCall call) {
        return new Redrive.Request(call.runHeader(), letters(call));
    }

    /**
     * Which letters are meant; none given are all of them.
     *
     * @param ids as numbers, or as the texts of such
     * @param all says that no choice is meant
     */
    record Letters(
            List<JsonNode> ids, String table, String run, String state, String sqlstate, String column, Boolean all) {}

    /** The letters that a call means, by its body or its query. */
    static LetterFilter letters(HttpCall call) {
        // No list of letters is not every letter there is.
        if (call.json().path("ids").isNull()) {
            throw new ProblemException(Problem.malformed("ids is a list of letters, not null", "leave it out for all"));
        }
        Letters asked = RequestBody.read(call, Letters.class);
        return new LetterFilter(
                asked.ids() == null
                        ? null
                        : asked.ids().stream().map(id -> letterId(id.asText())).toList(),
                either(asked.table(), call, "table"),
                runId(either(asked.run(), call, "run")),
                either(asked.state(), call, "state"),
                either(asked.sqlstate(), call, "sqlstate"),
                either(asked.column(), call, "column"),
                call.value("before").map(Uploads::letterId).orElse(null));
    }

    private static String either(String asked, HttpCall call, String name) {
        return asked != null ? asked : call.value(name).orElse(null);
    }

    /** A dead letter's id. */
    static long letterId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.malformed("\"" + text + "\" is no dead letter's id", null));
        }
    }

    private static UUID runId(String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.malformed("\"" + text + "\" is no run's id", null));
        }
    }
}
