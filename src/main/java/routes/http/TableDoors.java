package routes.http;

import static routes.Steps.verb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import ledger.Run;
import ledger.RunOverview;
import ledger.TableAccounts;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import postgres.Databases;
import recovery.heap.HeapTable;
import recovery.servers.HeapRecoveries;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import sync.Flow;
import sync.Flows;

/** The HTTP doors of tables: what came into each, what waits, when it was last proven, what carries it elsewhere. */
@ApplicationScoped
class TableDoors extends EndpointRouteBuilder {

    private final TableAccounts accounts;
    private final SnapshotIndex snapshots;
    private final Flows flows;
    private final RunOverview overview;
    private final HeapRecoveries heap;

    TableDoors(
            TableAccounts accounts, SnapshotIndex snapshots, Flows flows, RunOverview overview, HeapRecoveries heap) {
        this.accounts = accounts;
        this.snapshots = snapshots;
        this.flows = flows;
        this.overview = overview;
        this.heap = heap;
    }

    // spotless:off
    @Override
    public void configure() {
        rest("/api/v1/tables")
            .get().routeId("tables-list-http").to("direct:tables-list")
            .get("/{table}").routeId("tables-show-http").to("direct:tables-show");

        from(direct("tables-list"))
            .routeId("tables-list")
            .process(HttpCall.taking())
            .transform(verb(this::list))
            .process(Answers::json);

        from(direct("tables-show"))
            .routeId("tables-show")
            .process(HttpCall.taking())
            .transform(verb(HttpCall.class, this::show))
            .process(Answers::json);
    }
    // spotless:on

    /**
     * A table as it is listed.
     *
     * @param lastProven the newest snapshot that holds all of it and was restored and found equal, or null
     * @param lastSnapshot the newest that holds all of it, proven or not, or null
     * @param flows the names of those that carry it
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listed(
            @JsonUnwrapped TableAccounts.Account account, Kept lastProven, Kept lastSnapshot, List<String> flows) {}

    /**
     * A snapshot that holds it.
     *
     * @param provenAt null where nobody restored it yet
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Kept(String snapshot, Instant made, Instant provenAt) {
        static Kept of(Facts facts) {
            return new Kept(facts.id(), facts.made(), facts.provenAt());
        }
    }

    /**
     * Everything about one.
     *
     * @param runs the latest of which it is the subject
     * @param deadRows how good the chance is to have rows back that were deleted lately, or null for none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Shown(@JsonUnwrapped Listed table, List<Run> runs, HeapTable.Chance deadRows) {}

    private Map<String, List<Listed>> list() throws SQLException, IOException {
        List<Facts> kept = snapshots.list();
        return Map.of(
                "tables",
                accounts.list().stream().map(account -> listed(account, kept)).toList());
    }

    private Shown show(HttpCall call) throws SQLException, IOException {
        TableAccounts.Account account = accounts.find(call.value("table").orElseThrow());
        return new Shown(
                listed(account, snapshots.list()),
                overview.about(account.table()),
                heap.chance(account.table()).orElse(null));
    }

    private static boolean carries(Flow flow, String table) {
        return flow.from().equals(Databases.MAIN)
                && (flow.tables().isEmpty()
                        || flow.tables().stream().anyMatch(one -> one.replaceFirst("^public\\.", "")
                                .equals(table)));
    }

    private Listed listed(TableAccounts.Account account, List<Facts> kept) {
        List<Kept> whole = kept.stream()
                .filter(facts -> facts.tables().stream()
                        .anyMatch(table -> table.table().equals(account.table()) && table.where() == null))
                .map(Kept::of)
                .toList();
        return new Listed(
                account,
                whole.stream().filter(one -> one.provenAt() != null).findFirst().orElse(null),
                whole.stream().findFirst().orElse(null),
                flows.all().stream()
                        .filter(flow -> carries(flow, account.table()))
                        .map(Flow::name)
                        .toList());
    }
}
