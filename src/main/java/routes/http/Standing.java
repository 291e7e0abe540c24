package routes.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import ledger.Run;
import ledger.RunOverview;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;
import recovery.window.RecoveryWindow;
import recovery.window.WindowFacts;
import snapshot.Facts;
import snapshot.SnapshotIndex;
import sync.Flow;
import sync.Flows;

/** How everything stands: what is proven, what waits, what is late, what runs, what failed. */
@ApplicationScoped
class Standing {

    private final SnapshotIndex snapshots;
    private final RecoveryWindow window;
    private final Incidents incidents;
    private final Flows flows;
    private final RunOverview overview;

    Standing(SnapshotIndex snapshots, RecoveryWindow window, Incidents incidents, Flows flows, RunOverview overview) {
        this.snapshots = snapshots;
        this.window = window;
        this.incidents = incidents;
        this.flows = flows;
        this.overview = overview;
    }

    /**
     * How everything stands.
     *
     * @param lastProven the newest snapshot that was restored and found equal, or null
     * @param lastSnapshot the newest at all, or null
     * @param window from when to when the server can be rewound
     * @param letters dead letters that wait
     * @param running what is at work
     * @param failed runs of the last seven days that did not do what was asked and that no later one made good
     * @param incidents those that are open
     * @param mark another one whenever anything is otherwise but how far runs are and what the clock moves
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Status(
            Instant at,
            Set lastProven,
            Set lastSnapshot,
            WindowFacts window,
            RunOverview.Waiting letters,
            List<FlowState> flows,
            List<Run> running,
            List<Run> failed,
            List<StoredIncident> incidents,
            String mark) {}

    /**
     * A snapshot.
     *
     * @param tables how many it holds
     * @param provenAt null where nobody restored it yet
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Set(String id, Instant made, Instant provenAt, int tables, long rows) {
        static Set of(Facts facts) {
            return new Set(
                    facts.id(), facts.made(), facts.provenAt(), facts.tables().size(), facts.rows());
        }
    }

    /**
     * A flow.
     *
     * @param last its last sync or copy that ended
     * @param lagSeconds since the moment that its target is equal to, as far as its runs tell, or null before the first
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record FlowState(String name, String from, String to, RunOverview.Last last, Long lagSeconds) {}

    /** As it is at this moment. */
    Status now() throws SQLException, IOException {
        List<Facts> sets = snapshots.list();
        Instant now = Instant.now();
        Set proven = sets.stream()
                .filter(set -> set.provenAt() != null)
                .findFirst()
                .map(Set::of)
                .orElse(null);
        Set latest = sets.stream().findFirst().map(Set::of).orElse(null);
        WindowFacts back = window.now();
        RunOverview.Waiting letters = overview.letters();
        List<FlowState> flows = flows(now);
        List<Run> running = overview.running();
        List<Run> failed = overview.failed();
        List<StoredIncident> open = incidents.open();
        String mark = Integer.toHexString(Objects.hash(
                proven,
                latest,
                sets.size(),
                back.holes().size(),
                letters,
                flows.stream().map(FlowState::last).toList(),
                running.stream().map(Run::id).toList(),
                failed.stream().map(Run::id).toList(),
                overview.newest(),
                open));
        return new Status(now, proven, latest, back, letters, flows, running, failed, open, mark);
    }

    private List<FlowState> flows(Instant now) throws SQLException {
        List<RunOverview.Last> last =
                overview.last(flows.all().stream().map(Flow::name).toList(), RunOverview.BRINGING);
        return flows.all().stream()
                .map(flow -> state(
                        flow,
                        last.stream()
                                .filter(one -> one.subject().equals(flow.name()))
                                .findFirst()
                                .orElseThrow(),
                        now))
                .toList();
    }

    private static FlowState state(Flow flow, RunOverview.Last last, Instant now) {
        return new FlowState(
                flow.name(),
                flow.from(),
                flow.to(),
                last.run() == null ? null : last,
                last.doneAsOf() == null
                        ? null
                        : Duration.between(last.doneAsOf(), now).toSeconds());
    }
}
