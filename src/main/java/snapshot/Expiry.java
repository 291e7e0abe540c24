package snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import ledger.ActiveRun;
import ledger.ActiveRuns;
import ledger.FaultText;
import ledger.Json;
import ledger.Problem;
import ledger.Retention;
import ledger.Rows;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunKind;
import ledger.RunRequest;
import ledger.RunState;

/**
 * Deletes the sets of files that no rule keeps, and the backup tables among those that the schedule made, and tells
 * beforehand which those are.
 */
@ApplicationScoped
public class Expiry {

    private final DataSource dataSource;
    private final Repository repository;
    private final Retention retention;
    private final ScheduledTables tables;
    private final ActiveRuns active;

    public Expiry(DataSource dataSource, Repository repository, SnapshotSettings settings, ActiveRuns active) {
        this.dataSource = dataSource;
        this.repository = repository;
        this.retention = new Retention(settings.keep());
        this.tables = new ScheduledTables(dataSource, settings);
        this.active = active;
    }

    /** The rules are to be applied. */
    public record Request(RunHeader header) implements RunRequest {

        public Request {
            Objects.requireNonNull(header, "header");
        }

        @Override
        public RunKind kind() {
            return SnapshotKinds.RETENTION;
        }

        @Override
        public String subject() {
            return "snapshots";
        }

        @Override
        public JsonNode asked() {
            return Json.mapper().createObjectNode();
        }
    }

    /**
     * What the rules say.
     *
     * @param rules those that are set: {@code last}, {@code daily}, {@code weekly}, {@code monthly}
     * @param sets the newest first
     * @param tables backup tables that the schedule made, the newest first
     */
    public record Plan(Map<String, Integer> rules, List<Judged> sets, List<Judged> tables) {}

    /**
     * A set and what becomes of it.
     *
     * @param provenAt when it was last restored and found equal, or null
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Judged(
            String id, String database, Instant made, Instant provenAt, long bytes, boolean keep, String reason) {

        private Judged keptInUse() {
            return kept("it is being read or was verified meanwhile");
        }

        private Judged kept(String why) {
            return new Judged(id, database, made, provenAt, bytes, true, reason + ", but " + why);
        }
    }

    /** Whether any rule is set. */
    public boolean isOn() {
        return retention.isOn();
    }

    /** What would be kept and deleted now; nothing is changed. */
    public Plan plan() throws SQLException, IOException {
        return plan(sets());
    }

    private Map<String, Repository.StoredSet> sets() throws IOException {
        Map<String, Repository.StoredSet> sets = new LinkedHashMap<>();
        repository.list().forEach(set -> sets.put(set.manifest().id(), set));
        return sets;
    }

    private Plan plan(Map<String, Repository.StoredSet> sets) throws SQLException {
        List<Judged> judged = retention
                .judge(sets.values().stream().map(Expiry::candidate).toList())
                .stream()
                .map(verdict -> judged(verdict, sets.get(verdict.set().id())))
                .toList();
        return new Plan(retention.rules(), judged, tables.judged(retention));
    }

    private static Retention.Candidate candidate(Repository.StoredSet set) {
        Manifest manifest = set.manifest();
        return new Retention.Candidate(
                manifest.id(),
                manifest.server().database(),
                manifest.made(),
                set.provenAt(),
                manifest.tables().stream()
                        .map(table -> table.name().display() + (table.where() == null ? "" : " where " + table.where()))
                        .collect(Collectors.toSet()));
    }

    private static Judged judged(Retention.Verdict verdict, Repository.StoredSet set) {
        return new Judged(
                verdict.set().id(),
                verdict.set().database(),
                verdict.set().made(),
                verdict.set().provenAt(),
                set.bytes(),
                verdict.keep(),
                verdict.reason());
    }

    /** Deletes what no rule keeps and nobody reads; a set that cannot be deleted does not keep the others. */
    public RunEnd apply(Request request) throws SQLException, IOException {
        ActiveRun run = active.open(request.run());
        Map<String, Repository.StoredSet> sets = sets();
        Plan plan = plan(sets);
        List<String> faults = new ArrayList<>();
        long bytes = 0;
        long deleted = 0;
        int place = 0;
        boolean cancelled = false;
        List<Judged> told = new ArrayList<>(plan.sets());
        for (Judged judged : plan.sets()) {
            cancelled |= run.cancelWanted();
            if (!judged.keep() && !cancelled) {
                try {
                    if (SetLock.delete(dataSource, repository, sets.get(judged.id()), () -> isStillToGo(judged))) {
                        bytes += judged.bytes();
                        deleted++;
                    } else {
                        told.set(place, judged.keptInUse());
                    }
                } catch (NoSuchFileException goneAlready) {
                    deleted++;
                } catch (IOException e) {
                    faults.add(judged.id() + ": " + FaultText.of(e));
                }
            }
            run.progress(++place, plan.sets().size() + plan.tables().size(), "sets");
        }
        List<Judged> toldTables = new ArrayList<>();
        for (Judged judged : plan.tables()) {
            cancelled |= run.cancelWanted();
            boolean goes = !judged.keep() && !cancelled;
            String stays = goes ? tables.delete(judged) : null;
            if (goes && stays == null) {
                bytes += judged.bytes();
                deleted++;
            }
            toldTables.add(stays == null ? judged : judged.kept(stays));
            run.progress(++place, plan.sets().size() + plan.tables().size(), "sets");
        }
        ObjectNode detail = Json.mapper().valueToTree(new Plan(plan.rules(), told, toldTables));
        detail.put("deleted", deleted);
        detail.put("deletedBytes", bytes);
        if (cancelled) {
            return new RunEnd(request.run(), RunState.CANCELLED, Rows.NONE, detail, null);
        }
        return faults.isEmpty()
                ? RunEnd.done(request.run(), Rows.NONE, detail)
                : new RunEnd(request.run(), RunState.FAILED, Rows.NONE, detail, problem(faults));
    }

    /** Meanwhile it may have become the only one that is proven. */
    private boolean isStillToGo(Judged judged) throws IOException {
        return retention.judge(sets().values().stream().map(Expiry::candidate).toList()).stream()
                .anyMatch(now -> now.set().id().equals(judged.id()) && !now.keep());
    }

    private static Problem problem(List<String> faults) {
        return Problem.broken(
                "cannot delete " + String.join("; ", faults), "look after the permissions of snapshot.repository");
    }
}
