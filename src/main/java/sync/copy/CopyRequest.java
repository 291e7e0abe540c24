package sync.copy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import rows.place.With;

/**
 * Tables to be copied from a flow's source to its target, from nothing.
 *
 * @param flow its name
 * @param tables as users write them; empty for all of the flow
 * @param how what becomes of tables that the target has
 * @param dependents whether what stands on the tables comes too
 */
public record CopyRequest(RunHeader header, String flow, List<String> tables, How how, boolean dependents)
        implements RunRequest {

    /** What becomes of a table that the target has; either way readers see its old rows or its new ones. */
    public enum How {
        /** The copy takes its place. */
        SWAP,
        /** It stays what it is, and its rows become those of the copy: for tables that others depend on. */
        REPLACE;

        /** As in requests: lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The way of that text.
         *
         * @throws ProblemException if there is none
         */
        public static How of(String text) {
            for (How how : values()) {
                if (how.text().equals(text)) {
                    return how;
                }
            }
            throw new ProblemException(
                    Problem.malformed("how is swap or replace, not \"" + text + '"', "leave it out for swap"));
        }
    }

    public CopyRequest {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(flow, "flow");
        tables = List.copyOf(tables);
        Objects.requireNonNull(how, "how");
    }

    /** The request that an earlier process began to work on. */
    static CopyRequest of(Run run) {
        List<String> tables = new ArrayList<>();
        run.detail().path("tables").forEach(table -> tables.add(table.asText()));
        return new CopyRequest(
                RunHeader.of(run),
                run.subject(),
                tables,
                How.of(run.detail().path("how").asText(How.SWAP.text())),
                run.detail().path("with").asText().equals(With.DEPENDENTS.text()));
    }

    @Override
    public RunKind kind() {
        return CopyKinds.COPY;
    }

    @Override
    public String subject() {
        return flow;
    }

    @Override
    public JsonNode asked() {
        var asked = Json.mapper().createObjectNode();
        asked.set("tables", Json.mapper().valueToTree(tables));
        asked.put("how", how.text());
        if (dependents) {
            asked.put("with", With.DEPENDENTS.text());
        }
        return asked;
    }
}
