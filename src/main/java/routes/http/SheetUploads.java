package routes.http;

import ingest.ContentCoding;
import ingest.CorrectedSheet;
import ingest.IngestSettings;
import ingest.Redrive;
import ingest.Spool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;

/** Reads the corrected sheet of letters that an HTTP call sends back. */
@ApplicationScoped
class SheetUploads {

    /** What the form of a page may say beside its file. */
    private static final Set<String> OF_A_FORM = Set.of("table", "encoding", "delimiter", "quote");

    private final BodySpool bodies;
    private final Spool spool;
    private final IngestSettings settings;

    SheetUploads(BodySpool bodies, Spool spool, IngestSettings settings) {
        this.bodies = bodies;
        this.spool = spool;
        this.settings = settings;
    }

    /** The redrive that a sheet is, sent as it is. */
    Redrive.Request raw(HttpCall call) throws IOException {
        BodySpool.Body body = arrived(call).bodies().get(0);
        try {
            String type = call.header("content-type").orElse("text/csv");
            if (!Uploads.end(type).equals(".csv")) {
                throw new ProblemException(Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "corrected letters come as text/csv", "set Content-Type"));
            }
            ContentCoding.of(call.header("content-encoding").orElse(null)).undo(body.path(), settings);
            return request(call, body, SaidOptions.of(call, Map.of()), type);
        } catch (ProblemException | IOException e) {
            spool.forget(body.run());
            throw e;
        }
    }

    /** The same of a form, which a browser sends with one file. */
    Redrive.Request ofPage(HttpCall call) throws IOException {
        BodySpool.Arrived arrived = arrived(call);
        List<BodySpool.Body> files = arrived.bodies().stream()
                .filter(body -> !body.fileName().isEmpty())
                .toList();
        try {
            Query.requireKnown("form field", arrived.fields(), OF_A_FORM, Set.of());
            if (files.size() != 1) {
                throw FormCutter.malformed("the form holds " + files.size() + " files, and not one sheet");
            }
            return request(call, files.get(0), SaidOptions.of(call, arrived.fields()), "text/csv");
        } catch (ProblemException e) {
            for (BodySpool.Body body : arrived.bodies()) {
                spool.forget(body.run());
            }
            throw e;
        }
    }

    private static Redrive.Request request(HttpCall call, BodySpool.Body body, SaidOptions said, String type) {
        return Redrive.Request.of(
                call.runHeader(body.run(), call.header("idempotency-key").orElse(null)),
                new CorrectedSheet(body.path(), "dead-letters.csv", said.table().orElse(null), said.withType(type)));
    }

    private BodySpool.Arrived arrived(HttpCall call) {
        return call.header(BodySpool.HEADER)
                .map(bodies::take)
                .orElseThrow(() -> new IllegalStateException("a sheet came past the spool"));
    }
}
