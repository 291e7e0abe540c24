package sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Databases;

/** The flows that are configured, by name, and what is wrong with them. */
@ApplicationScoped
public class Flows {

    private final TreeMap<String, Flow> flows = new TreeMap<>();
    private final SortedSet<String> databases;
    private final List<String> unknown = new ArrayList<>();
    private final FlowPairs pairs;

    @Inject
    public Flows(SyncSettings settings, Databases databases, FlowPairs pairs) {
        this.pairs = pairs;
        settings.flows().forEach((name, flow) -> {
            flows.put(name, Flow.of(name, flow));
            flow.timeZone()
                    .filter(zone -> !Flow.isZone(zone))
                    .ifPresent(zone ->
                            unknown.add("flow " + name + " has the time zone " + zone + ", of which nobody knows"));
        });
        this.databases = databases.names();
    }

    /** Those of these settings. */
    public Flows(SyncSettings settings, Databases databases) {
        this(settings, databases, new FlowPairs(databases));
    }

    /** A flow as it is listed: as configured, what is not set is null. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Listed(
            String name,
            String from,
            String to,
            List<String> tables,
            String cron,
            String after,
            int workers,
            String createdAt,
            String updatedAt,
            String deletes,
            String newColumns,
            String onTableFailure,
            String timeZone) {

        static Listed of(Flow flow) {
            return new Listed(
                    flow.name(),
                    flow.from(),
                    flow.to(),
                    flow.tables(),
                    flow.cron().orElse(null),
                    flow.after().orElse(null),
                    flow.workers(),
                    flow.createdAt(),
                    flow.updatedAt(),
                    flow.deletes().name().toLowerCase(Locale.ROOT),
                    flow.newColumns().name().toLowerCase(Locale.ROOT),
                    flow.onTableFailure().name().toLowerCase(Locale.ROOT),
                    flow.timeZone().map(ZoneId::getId).orElse(null));
        }
    }

    /** All of them, for somebody who asks. */
    public List<Listed> list() {
        return flows.values().stream().map(Listed::of).toList();
    }

    /** All of them, by name. */
    public Collection<Flow> all() {
        return List.copyOf(flows.values());
    }

    /**
     * The flow of that name.
     *
     * @throws ProblemException if there is none
     */
    public Flow find(String name) {
        Flow flow = flows.get(name);
        if (flow == null) {
            flow = pairs.find(name).orElse(null);
        }
        if (flow == null) {
            throw new ProblemException(Problem.notFound(
                    "there is no flow \"" + name + '"',
                    flows.isEmpty()
                            ? "configure one as sync.flows.<name>.to, or name two databases"
                            : "there are " + String.join(", ", flows.keySet())));
        }
        return flow;
    }

    /** What is wrong with them as they are configured, each fault in a few words; empty when they are sound. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>(unknown);
        for (Flow flow : flows.values()) {
            if (!flow.name().matches("[A-Za-z0-9_-]+")) {
                faults.add("flow " + flow.name() + " has a name with other signs than letters, digits, - and _");
            }
            for (String database : List.of(flow.from(), flow.to())) {
                if (!databases.contains(database)) {
                    faults.add("flow " + flow.name() + " speaks of a database " + database + ", and there is only "
                            + String.join(", ", databases));
                }
            }
            if (flow.from().equals(flow.to())) {
                faults.add("flow " + flow.name() + " goes from " + flow.from() + " to itself");
            }
        }
        for (Flow flow : flows.values()) {
            refuseBehindItself(flow, faults);
        }
        Set<Set<String>> reported = new HashSet<>();
        for (Flow flow : flows.values()) {
            if (!flow.from().equals(flow.to())) {
                findCycles(new ArrayDeque<>(List.of(flow)), tables(flow), reported, faults);
            }
        }
        return faults;
    }

    /** Those that sync behind that one. */
    public List<Flow> after(String name) {
        return flows.values().stream()
                .filter(flow -> flow.after().filter(name::equals).isPresent())
                .toList();
    }

    private void refuseBehindItself(Flow flow, List<String> faults) {
        Set<String> passed = new HashSet<>();
        String before = flow.after().orElse(null);
        while (before != null && passed.add(before)) {
            if (!flows.containsKey(before)) {
                if (passed.size() == 1) {
                    faults.add("flow " + flow.name() + " syncs after " + before + ", and there is no such flow");
                }
                return;
            }
            if (before.equals(flow.name())) {
                faults.add("flow " + flow.name() + " syncs after itself");
                return;
            }
            before = flows.get(before).after().orElse(null);
        }
    }

    /** Rows that come back to where they were read would chase themselves. An empty set of tables stands for all. */
    private void findCycles(Deque<Flow> path, Set<String> tables, Set<Set<String>> reported, List<String> faults) {
        for (Flow next : flows.values()) {
            Set<String> common = common(tables, tables(next));
            if (!next.from().equals(path.getLast().to()) || common == null || path.contains(next)) {
                continue;
            }
            path.addLast(next);
            if (next.to().equals(path.getFirst().from())) {
                if (reported.add(path.stream().map(Flow::name).collect(Collectors.toSet()))) {
                    faults.add("flows " + path.stream().map(Flow::name).collect(Collectors.joining(", "))
                            + " are a cycle: rows of " + path.getFirst().from() + " would come back to it");
                }
            } else {
                findCycles(path, common, reported, faults);
            }
            path.removeLast();
        }
    }

    private static Set<String> tables(Flow flow) {
        return flow.tables().stream()
                .map(table -> table.toLowerCase(Locale.ROOT).replaceFirst("^public\\.", ""))
                .collect(Collectors.toSet());
    }

    /** The tables of both, or null where there are none. */
    private static Set<String> common(Set<String> some, Set<String> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        Set<String> both = new HashSet<>(some);
        both.retainAll(others);
        return both.isEmpty() ? null : both;
    }
}
