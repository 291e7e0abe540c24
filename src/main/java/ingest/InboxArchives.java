package ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Json;
import ledger.Ledger;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.jboss.logging.Logger;

/**
 * Archives that are dropped into the inbox: what they hold is promised as what comes by HTTP is, a run for each file, and
 * they stay where they are until the last of these has ended.
 */
@ApplicationScoped
public class InboxArchives {

    private static final Logger LOG = Logger.getLogger(InboxArchives.class);

    /** What cannot be opened or put away now may be later. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final List<String> WORST_LAST =
            List.of("loaded", "already", "rejected", "refused", "cancelled", "failed");

    private final Inbox inbox;
    private final InboxTurns turns;
    private final LoadProfiles profiles;
    private final Spool spool;
    private final Ledger ledger;
    private final ActiveRuns active;
    private final IngestSettings settings;
    private final Map<UUID, Opened> inHand = new ConcurrentHashMap<>();
    private final Map<String, Instant> later = new HashMap<>();

    public InboxArchives(
            Inbox inbox,
            InboxTurns turns,
            LoadProfiles profiles,
            Spool spool,
            Ledger ledger,
            ActiveRuns active,
            IngestSettings settings) {
        this.inbox = inbox;
        this.turns = turns;
        this.profiles = profiles;
        this.spool = spool;
        this.ledger = ledger;
        this.active = active;
        this.settings = settings;
    }

    /** An archive whose files have runs. */
    private static final class Opened {
        private final Path relative;
        private final Set<UUID> running;
        private final Map<UUID, Run> ended = new HashMap<>();
        private final List<UUID> all;
        private Instant next = Instant.MIN;

        Opened(Path relative, List<UUID> runs) {
            this.relative = relative;
            all = runs;
            running = new HashSet<>(runs);
        }
    }

    /** Archives that lie still and are to be opened. */
    public List<ArchiveClaim> due() {
        List<ArchiveClaim> due = new ArrayList<>();
        Instant now = Instant.now();
        later.values().removeIf(time -> !now.isBefore(time));
        for (Standing archive : turns.stillArchives()) {
            ArchiveClaim claim = new ArchiveClaim(archive);
            if (later.putIfAbsent(claim.key(), now.plus(AGAIN)) == null) {
                due.add(claim);
            }
        }
        return due;
    }

    /**
     * Writes out what an archive holds.
     *
     * @throws IOException if that cannot be read or written now
     * @throws SQLException if the database does not answer
     */
    public ArchiveClaim open(ArchiveClaim claim) throws IOException, SQLException {
        List<LoadRequest> held = new ArrayList<>();
        Path archive = inbox.directory().resolve(claim.relative());
        try {
            unpack(claim, archive, held);
        } catch (ProblemException refused) {
            forget(held);
            return claim.refused(new Leftover(
                    claim.relative(),
                    new InboxClaim(inbox.request(claim.relative(), LoadOptions.DEFAULT), refused.problem())));
        } catch (IOException | RuntimeException e) {
            forget(held);
            throw e;
        }
        if (!claim.isAsSeen(Files.readAttributes(archive, BasicFileAttributes.class))) {
            // Its writer had only paused.
            forget(held);
            return claim.holding(List.of());
        }
        try {
            turns.open(claim.standing(), claim.id(), held);
        } catch (SQLException | RuntimeException e) {
            forget(held);
            throw e;
        }
        return claim.holding(held);
    }

    private void unpack(ArchiveClaim claim, Path archive, List<LoadRequest> held) throws IOException {
        if (Files.isSymbolicLink(archive)) {
            throw new ProblemException(claim.standing().reason());
        }
        if (!Files.isReadable(archive)) {
            throw CsvFile.refused("this service may not read " + claim.relative(), "let its user read it");
        }
        OptionTexts said = saidBeside(archive);
        String owner = claim.relative().getNameCount() > 1
                ? claim.relative().getName(0).toString()
                : null;
        ZipArchive.unpack(
                archive,
                name -> {
                    // The same archive, opened once more after a crash, means the same runs.
                    RunHeader header = RunHeader.next(Door.INBOX, claim.key() + "/" + held.size());
                    LoadRequest request = new LoadRequest(
                            header,
                            owner == null ? FileKind.stem(name) : owner,
                            spool.body(header.run()),
                            claim.relative() + "/" + name,
                            LoadRequest.Format.CSV,
                            LoadOptions.read(said.over(
                                    FileKind.of(name).map(FileKind::usual).orElse(OptionTexts.NONE))));
                    held.add(request);
                    return request.path();
                },
                settings);
    }

    private OptionTexts saidBeside(Path archive) {
        try {
            OptionTexts said = LoadProperties.in(archive.getParent(), profiles);
            LoadOptions.read(said);
            return said;
        } catch (ProblemException e) {
            String hint = e.problem().hint();
            throw CsvFile.refused(
                    LoadProperties.NAME + " beside it: " + e.problem().detail(),
                    hint == null ? "correct it, and drop the archive again" : hint);
        }
    }

    private void forget(List<LoadRequest> held) throws IOException {
        for (LoadRequest request : held) {
            spool.forget(request.run());
        }
    }

    /** What an archive held is promised: from here on it only waits for the last run to end. */
    public ArchiveClaim promised(ArchiveClaim claim, List<Run> runs) {
        List<UUID> ids = runs.stream().map(Run::id).toList();
        claim.held().stream()
                .map(LoadRequest::run)
                .filter(id -> !ids.contains(id))
                .forEach(turns::ended);
        inHand.put(claim.id(), new Opened(claim.relative(), ids));
        return claim;
    }

    /** Not all that it held could be promised; it is opened again. */
    public void broken(ArchiveClaim claim) {
        claim.held().forEach(request -> {
            if (active.find(request.run()).isEmpty()) {
                turns.ended(request.run());
            }
        });
        turns.leftAlone(claim.id());
    }

    /** Puts archives away whose last run has ended. */
    public void putAway() throws SQLException {
        for (Map.Entry<UUID, Opened> entry : List.copyOf(inHand.entrySet())) {
            Opened opened = entry.getValue();
            if (haveEnded(opened) && !Instant.now().isBefore(opened.next)) {
                try {
                    putAway(opened);
                } catch (IOException e) {
                    LOG.warnf("%s cannot be put away, which is tried again: %s", opened.relative, e);
                    opened.next = Instant.now().plus(AGAIN);
                    continue;
                }
                inHand.remove(entry.getKey());
                turns.leftAlone(entry.getKey());
            }
        }
    }

    private boolean haveEnded(Opened opened) throws SQLException {
        for (UUID run : List.copyOf(opened.running)) {
            Optional<Run> now = active.find(run).isPresent() ? Optional.empty() : ledger.find(run);
            if (now.isPresent() && now.get().state() != RunState.RUNNING) {
                opened.ended.put(run, now.get());
                opened.running.remove(run);
            }
        }
        return opened.running.isEmpty();
    }

    private void putAway(Opened opened) throws IOException {
        List<Run> runs = opened.all.stream().map(opened.ended::get).toList();
        Run worst = runs.stream()
                .max(Comparator.comparing(run -> WORST_LAST.indexOf(Inbox.verdict(run))))
                .orElseThrow();
        ObjectNode told = Json.mapper().createObjectNode();
        told.set("runs", Json.mapper().valueToTree(runs));
        inbox.putAway(opened.relative, worst, told);
    }
}
