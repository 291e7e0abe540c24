package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import ledger.ActiveRuns;
import ledger.Installation;
import ledger.Json;
import ledger.Ledger;
import ledger.LetterFilter;
import ledger.Run;

/** Writes down that something came in, before anything is done about it. */
@ApplicationScoped
public class Reception {

    private final Ledger ledger;
    private final ActiveRuns active;
    private final Installation installation;

    public Reception(Ledger ledger, ActiveRuns active, Installation installation) {
        this.ledger = ledger;
        this.active = active;
        this.installation = installation;
    }

    /** The run of this request; an earlier one when its idempotency key was used before. */
    public Run begin(LoadRequest request) throws SQLException {
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.put("file", request.fileName());
        detail.put("mode", request.mode().text());
        return begin(new Ledger.Beginning(
                request.run(),
                "ingest",
                request.table(),
                request.door(),
                detail,
                installation.id(),
                request.idempotencyKey()));
    }

    /** The same for a door that has nobody waiting for the run: gives the request back. */
    public LoadRequest admit(LoadRequest request) throws SQLException {
        begin(request);
        return request;
    }

    /** A run that an earlier process began is in hand again. */
    public Run resume(Run run) {
        active.open(run.id());
        return run;
    }

    /** The run of this redrive; an earlier one when its idempotency key was used before. */
    public Run begin(Redrive.Request request) throws SQLException {
        LetterFilter filter = request.filter();
        ObjectNode detail = Json.mapper().createObjectNode();
        detail.set("filter", Json.mapper().valueToTree(filter));
        return begin(new Ledger.Beginning(
                request.run(),
                "redrive",
                filter.table() == null ? "dead letters" : filter.table(),
                request.door(),
                detail,
                installation.id(),
                request.idempotencyKey()));
    }

    private Run begin(Ledger.Beginning beginning) throws SQLException {
        active.open(beginning.id());
        Run run;
        try {
            run = ledger.begin(beginning);
        } catch (SQLException | RuntimeException e) {
            active.forget(beginning.id());
            throw e;
        }
        if (!run.id().equals(beginning.id())) {
            active.forget(beginning.id());
        }
        return run;
    }
}
