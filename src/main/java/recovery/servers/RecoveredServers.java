package recovery.servers;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import ledger.Problem;
import ledger.ProblemException;
import org.jboss.logging.Logger;
import postgres.DatabaseAddress;
import postgres.Databases;
import postgres.replication.ServerAddress;
import postgres.server.PgPrograms;
import postgres.server.Server;
import postgres.server.ServerSettings;
import recovery.RecoverySettings;

/** Recovered servers that are there: kept running with the service, opened for writers, and removed. */
@ApplicationScoped
public class RecoveredServers {

    private static final Logger LOG = Logger.getLogger(RecoveredServers.class);

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ServerAddress live;
    private final RecoveryRepository repository;
    private final ServerPrograms programs;
    private final RecoverySettings settings;
    private final Databases databases;
    private boolean begun;

    public RecoveredServers(
            ServerAddress live,
            RecoveryRepository repository,
            ServerPrograms programs,
            RecoverySettings settings,
            Databases databases) {
        this.live = live;
        this.repository = repository;
        this.programs = programs;
        this.settings = settings;
        this.databases = databases;
    }

    /** All of them, the latest first. */
    public List<RecoveryFacts> list() throws IOException {
        return repository.list().stream().map(RecoveryRepository.Stored::facts).toList();
    }

    /**
     * One of them.
     *
     * @throws ProblemException if there is none of that id
     */
    public RecoveryFacts find(String id) throws IOException {
        return repository.find(id).facts();
    }

    /**
     * Where one is reached; it is started if it does not run.
     *
     * @throws ProblemException if there is none of that id
     */
    public synchronized ServerAddress address(String id) throws IOException {
        RecoveryRepository.Stored stored = repository.own(id);
        RecoveryFacts facts = stored.facts();
        if (!stored.folder().isRunning()) {
            facts = serve(stored.folder(), facts, programs.of(facts.major()));
        }
        return ServerAddress.of(new DatabaseAddress(
                facts.jdbcUrl(), ServerFolder.USER, stored.folder().secret()));
    }

    /** The address at which one would be that listens there. */
    String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + live.databaseName();
    }

    /** Starts it, on its port if that is free, and makes it known. */
    synchronized RecoveryFacts serve(ServerFolder place, RecoveryFacts facts, PgPrograms suiting) throws IOException {
        if (facts.isPaused()) {
            return servePaused(place, facts, suiting);
        }
        place.setUpToServe(facts.writable(), settings.listen().isPresent());
        ServerSettings listening = ServerSettings.ofItsOwn(Ports.choose(facts.port(), settings.ports()));
        Server server = place.launch(
                suiting, settings.listen().map(listening::listeningOn).orElse(listening));
        server.awaitReady(PATIENCE);
        return known(
                place,
                facts.on(server.port(), url(server.port())),
                new DatabaseAddress(url(server.port()), ServerFolder.USER, place.secret()));
    }

    /** Where it waits is what it was set up for; it has no user of ours yet. */
    private RecoveryFacts servePaused(ServerFolder place, RecoveryFacts facts, PgPrograms suiting) throws IOException {
        Server server = place.launch(suiting, ServerSettings.ofItsOwn(Ports.choose(facts.port(), settings.ports())));
        DatabaseAddress address = login(server.port());
        Pause.await(server, address, () -> {});
        return known(place, facts.on(server.port(), address.jdbcUrl()), address);
    }

    private RecoveryFacts known(ServerFolder place, RecoveryFacts facts, DatabaseAddress address) throws IOException {
        repository.write(place, facts);
        databases.unregister(facts.database());
        databases.register(facts.database(), address);
        return facts;
    }

    /**
     * How we come into a copy of the live server that has no user of ours.
     *
     * @throws ProblemException if the live server asks us for no password
     */
    DatabaseAddress login(int port) {
        return live.at(url(port))
                .orElseThrow(() -> new ProblemException(Problem.refused(
                        "a paused server lets in who the live one does by a password, and the service needs none there",
                        "say \"then\": \"inspect\"")));
    }

    /**
     * Removes one, with its server.
     *
     * @throws ProblemException if there is none of that id
     */
    public synchronized RecoveryFacts delete(String id) throws IOException {
        RecoveryRepository.Stored stored = repository.own(id);
        databases.unregister(stored.facts().database());
        stored.folder().remove();
        return stored.facts();
    }

    /**
     * Opens one for writers; it stays until it is removed by its name.
     *
     * @throws ProblemException if there is none of that id
     */
    public synchronized RecoveryFacts promote(String id) throws IOException {
        RecoveryRepository.Stored stored = repository.own(id);
        if (stored.facts().writable()) {
            return stored.facts();
        }
        RecoveryFacts promoted = stored.facts().promoted();
        stored.folder().stop(Server.Stop.FAST);
        if (stored.facts().isPaused()) {
            open(stored.folder(), programs.of(promoted.major()));
        }
        return serve(stored.folder(), promoted, programs.of(promoted.major()));
    }

    private static void open(ServerFolder place, PgPrograms suiting) throws IOException {
        place.setUpToOpen();
        try (Server server = place.launch(suiting)) {
            server.awaitReady(PATIENCE);
        }
        place.makeUser(suiting, RecoveryAttempt.secret(), List.of());
    }

    /** Stops one that goes on to a later target; nobody finds it meanwhile. */
    synchronized void withdraw(RecoveryRepository.Stored stored) {
        databases.unregister(stored.facts().database());
        stored.folder().stop(Server.Stop.FAST);
    }

    /** One that could not go on waits where it did, unless it has gone further already. */
    synchronized boolean waitAgain(RecoveryRepository.Stored stored, String settings) {
        try {
            if (!stored.folder().setUpToPauseAgain(settings, stored.facts().username())) {
                return false;
            }
            serve(stored.folder(), stored.facts(), programs.of(stored.facts().major()));
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.errorf(
                    "the recovered server %s is past where it waited: %s",
                    stored.facts().id(), e.getMessage());
            return false;
        }
    }

    /**
     * Gives one away: it is stopped, and from then on neither started, nor stopped, nor removed here.
     *
     * @throws ProblemException if there is none of that id
     */
    public synchronized ExportedServer export(String id) throws IOException {
        RecoveryRepository.Stored stored = repository.own(id);
        if (stored.facts().table() != null) {
            throw new ProblemException(Problem.refused(
                    "the server " + id + " has the dead rows of "
                            + stored.facts().table() + ", and no other table",
                    "put them back with POST /api/v1/recoveries/" + id + "/put-back"));
        }
        if (stored.facts().isPaused()) {
            throw new ProblemException(Problem.conflict(
                    "the server " + id + " waits at its target, and is none of its own yet",
                    "promote it first: POST /api/v1/recoveries/" + id + "/promote"));
        }
        PgPrograms suiting = programs.of(stored.facts().major());
        databases.unregister(stored.facts().database());
        stored.folder().stop(Server.Stop.FAST);
        Map<String, String> set = stored.folder().setUpToLeave(suiting);
        repository.write(stored.folder(), stored.facts().exported());
        return ExportedServer.of(stored.facts().exported(), stored.folder(), suiting, set);
    }

    /** The one of that id that is ours to run. */
    RecoveryRepository.Stored own(String id) throws IOException {
        return repository.own(id);
    }

    /** The data of one that takes the place of the live one: set up as that, with nobody of ours in it. */
    synchronized Path giveToBecomeMain(String id) throws IOException {
        RecoveryRepository.Stored stored = repository.own(id);
        withdraw(stored);
        stored.folder().setUpToLeave(programs.of(stored.facts().major()));
        stored.folder().takeSourceSettings();
        repository.write(stored.folder(), stored.facts().exported());
        return stored.folder().data();
    }

    /** Starts those that an earlier process had, once; afterwards removes those whose time has come. */
    public synchronized void look() throws IOException {
        for (RecoveryRepository.Stored stored : repository.ours()) {
            Instant expires = stored.facts().expires();
            if (expires != null && expires.isBefore(Instant.now())) {
                LOG.infof(
                        "the recovered server %s goes, as its time has come",
                        stored.facts().id());
                delete(stored.facts().id());
            } else if (!begun && !stored.folder().isRunning()) {
                again(stored);
            }
        }
        begun = true;
    }

    private void again(RecoveryRepository.Stored stored) {
        try {
            serve(stored.folder(), stored.facts(), programs.of(stored.facts().major()));
        } catch (IOException | RuntimeException e) {
            LOG.errorf(
                    "the recovered server %s does not start: %s", stored.facts().id(), e.getMessage());
        }
    }

    /** They are stopped with the service, and started again with the next. */
    @PreDestroy
    public synchronized void close() {
        try {
            for (RecoveryRepository.Stored stored : repository.ours()) {
                databases.unregister(stored.facts().database());
                stored.folder().stop(Server.Stop.FAST);
            }
        } catch (IOException e) {
            LOG.errorf("recovered servers could not be stopped: %s", e);
        }
    }
}
