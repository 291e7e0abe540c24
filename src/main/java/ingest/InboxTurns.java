package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Settles at each look into the inbox which of its files may be taken: those that lie still, that have not to wait for files
 * of tables that theirs refer to, and no more than can soon be worked on. The others stay where they are.
 */
@ApplicationScoped
public class InboxTurns {

    private static final Logger LOG = Logger.getLogger(InboxTurns.class);

    /** Taken and not yet ended: enough that no worker waits for the next look, so few that a look takes no time. */
    private static final int MOST_IN_HAND = 64;

    /** How often it is looked at though nothing is known to have arrived. */
    static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** How soon it is looked at when something ended that others wait for. */
    private static final Duration LOOK_SOON = Duration.ofMillis(20);

    private final Inbox inbox;
    private final LoadOrder order;
    private final LoadProfiles profiles;
    private final Duration settle;
    private final Duration refuseAfter;
    private final Map<Path, Standing> standing = new HashMap<>();
    private final Map<Path, Standing> left = new HashMap<>();
    private final Map<Path, Standing> archives = new HashMap<>();
    private final Map<UUID, Standing> entries = new ConcurrentHashMap<>();
    private volatile InboxOrder standingThere = new InboxOrder(List.of());
    private final Map<UUID, Path> inHand = new ConcurrentHashMap<>();
    private volatile Set<String> free = Set.of();
    private final AtomicBoolean moved = new AtomicBoolean();
    private volatile Duration patience = LOOK_EVERY;
    private String trouble;

    public InboxTurns(Inbox inbox, LoadOrder order, LoadProfiles profiles, IngestSettings settings) {
        this.inbox = inbox;
        this.order = order;
        this.profiles = profiles;
        this.settle = Duration.ofMillis(settings.settleMillis());
        this.refuseAfter = settings.refuseAfter();
        order.onLeave(() -> moved.set(true));
    }

    /** Begins to watch what arrives. */
    public InboxWatch watch() {
        return inbox.watch(LOOK_EVERY);
    }

    /** Waits until something has arrived, or something has ended that others may have waited for, or for a while. */
    public void awaitNextLook(InboxWatch watch) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (moved.getAndSet(false)
                    || watch.awaitNextLook(
                            Duration.ofNanos(Math.min(left, inHand.isEmpty() ? left : LOOK_SOON.toNanos())))) {
                return;
            }
        }
    }

    /** Looks, and settles what may be taken. While the database does not answer that is nothing. */
    public synchronized void look() {
        free = Set.of();
        patience = LOOK_EVERY;
        try {
            note(InboxFiles.in(inbox.directory()));
            free = choose();
            trouble = null;
        } catch (SQLException e) {
            tell("the database does not answer: nothing is taken from the inbox, which is tried again (%s)", e);
        } catch (IOException e) {
            tell("the inbox cannot be looked into, which is tried again (%s)", e);
        }
    }

    /** Once, and not at each look. */
    private void tell(String message, Exception e) {
        if (!message.equals(trouble)) {
            LOG.warnf(message, e.getMessage());
        }
        trouble = message;
    }

    private void note(List<InboxFiles.Found> found) {
        Set<Path> there = new HashSet<>();
        long moment = order.now();
        for (InboxFiles.Found file : found) {
            there.add(file.relative());
            Map<Path, Standing> its = placeOf(file);
            its.computeIfAbsent(file.relative(), path -> new Standing(inbox.tableOf(path), moment))
                    .note(file);
            if (its == left
                    && (file.isTaken() || file.isArchive())
                    && left.get(file.relative()).isStill(settle, moment)) {
                makeLegible(file);
            }
        }
        standing.keySet().retainAll(there);
        left.keySet().retainAll(there);
        archives.keySet().retainAll(there);
    }

    private Map<Path, Standing> placeOf(InboxFiles.Found file) {
        if (!file.isLegible()) {
            return left;
        }
        return file.isTaken() ? standing : file.isArchive() ? archives : left;
    }

    /** Bytes that are no text in the encoding of this machine are written as numbers, so that the file can be loaded. */
    private void makeLegible(InboxFiles.Found file) {
        Path path = inbox.directory().resolve(file.relative());
        String uri = path.toUri().getRawPath();
        String legible = uri.substring(uri.lastIndexOf('/') + 1).replace("%20", " ");
        try {
            Files.move(path, path.resolveSibling(legible));
            LOG.infof("the name of a file in the inbox is no text here, so it is called %s from now on", legible);
        } catch (IOException e) {
            LOG.debugf("the name of %s stays as it is: %s", file.relative(), e);
        }
    }

    /** What is nothing that is loaded and has lain there for long enough. */
    public synchronized List<Leftover> leftovers() {
        long moment = order.now();
        return left.values().stream()
                .filter(file -> file.liesStill(refuseAfter, moment) && file.isToldNow())
                .map(file -> new Leftover(
                        file.path(), new InboxClaim(inbox.request(file.path(), LoadOptions.DEFAULT), file.reason())))
                .toList();
    }

    private Set<String> choose() throws SQLException {
        Set<Path> held = Set.copyOf(inHand.values());
        List<Standing> waiting = standing.values().stream()
                .filter(file -> !held.contains(file.path()))
                .toList();
        long moment = order.now();
        List<Standing> still = waiting.stream()
                .filter(file -> file.isStill(settle, moment))
                .sorted(Standing.BY_ARRIVAL)
                .toList();
        waiting.stream()
                .map(file -> file.untilStill(settle))
                .filter(left -> left.compareTo(patience) < 0)
                .min(Comparator.naturalOrder())
                .ifPresent(left -> patience = left.compareTo(LOOK_SOON) < 0 ? LOOK_SOON : left);
        if (still.isEmpty() && entries.isEmpty()) {
            standingThere = new InboxOrder(List.of());
            return Set.of();
        }
        place();
        InboxOrder beside = new InboxOrder(waiting);
        standingThere = beside;
        return still.stream()
                .filter(file -> !mayWaitForAnArchive(file)
                        && beside.mayBegin(file)
                        && order.mayBegin(file.place(), file.stillAt()))
                .limit(Math.max(0, MOST_IN_HAND - held.size()))
                .map(file -> file.path().toString())
                .collect(Collectors.toSet());
    }

    /** Nobody knows yet for which tables an archive has rows that was there before. */
    private boolean mayWaitForAnArchive(Standing file) {
        return !file.place().refersTo().isEmpty()
                && archives.values().stream()
                        .anyMatch(
                                archive -> !inHand.containsValue(archive.path()) && archive.seenAt() <= file.stillAt());
    }

    /** Archives that lie still and are not in hand. */
    synchronized List<Standing> stillArchives() {
        long moment = order.now();
        return archives.values().stream()
                .filter(archive -> !inHand.containsValue(archive.path()) && archive.isStill(settle, moment))
                .sorted(Standing.BY_ARRIVAL)
                .toList();
    }

    /**
     * An archive was opened: what it holds stands there as it did.
     *
     * @throws SQLException if the database does not answer; then it is not in hand
     */
    void open(Standing archive, UUID key, List<LoadRequest> held) throws SQLException {
        Map<String, TablePlace> places =
                order.places(held.stream().map(LoadOrder::nameOf).collect(Collectors.toSet()));
        synchronized (this) {
            for (LoadRequest request : held) {
                TablePlace place = places.get(LoadOrder.nameOf(request));
                entries.put(request.run(), archive.with(place));
                order.enter(request, place, archive.seenAt());
            }
            inHand.put(key, archive.path());
        }
    }

    /** Whether files that stand in the inbox have not to be loaded before it; also of what comes by another door. */
    public boolean mayBegin(UUID run) {
        Standing entry = entries.get(run);
        return entry == null || standingThere.mayBeginApart(entry);
    }

    /** Whether anything that an archive held has not ended. */
    public boolean holdsEntries() {
        return !entries.isEmpty();
    }

    private void place() throws SQLException {
        Map<Path, String> databases = new HashMap<>();
        Map<Standing, String> names = new HashMap<>();
        for (Standing file : standing.values()) {
            if (file.place() == null) {
                String database = databases.computeIfAbsent(
                        inbox.directory().resolve(file.path()).getParent(),
                        folder -> inbox.databaseOf(file.path(), profiles));
                names.put(file, LoadOrder.nameOf(database, file.table()));
            }
        }
        Map<String, TablePlace> found = order.places(new HashSet<>(names.values()));
        names.forEach((file, name) -> file.placed(name, found.get(name)));
    }

    /** Whether the file may be taken now; its path is relative to the inbox. */
    public boolean mayTake(String file) {
        return free.contains(file);
    }

    /**
     * The file is taken.
     *
     * @throws SQLException if it is for another database than it was, and none answers
     */
    public synchronized void take(LoadRequest request) throws SQLException {
        Path file = Path.of(request.fileName());
        Standing taken = standing.get(file);
        if (taken != null && taken.isPlacedAs(LoadOrder.nameOf(request))) {
            order.enter(request, taken.place(), taken.seenAt());
        } else if (taken != null && taken.place() != null) {
            order.enter(List.of(request));
        }
        inHand.put(request.run(), file);
    }

    /** Its run has ended: others may begin. */
    public void ended(UUID run) {
        entries.remove(run);
        order.leave(run);
    }

    /** Nobody has it in hand any more, whether it was put away or is to be taken again. */
    public void leftAlone(UUID run) {
        order.leave(run);
        inHand.remove(run);
        moved.set(true);
    }
}
