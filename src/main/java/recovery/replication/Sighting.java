package recovery.replication;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postgres.Lsn;

/** Enters into the memory what is seen now: the same standby by its slot, its connection and its database. */
final class Sighting {

    private final StandbyMemory memory;
    private final Instant now;
    private final Map<String, Sender> senders = new HashMap<>();
    private final Set<String> below = new HashSet<>();

    private Sighting(StandbyMemory memory, Instant now) {
        this.memory = memory;
        this.now = now;
    }

    /** Returns what senders say, by the key of whom they send to. */
    static Map<String, Sender> enter(
            StandbyMemory memory, Optional<ServerLook> server, List<StandbyLook> databases, Instant now) {
        Sighting sighting = new Sighting(memory, now);
        server.ifPresent(sighting::server);
        databases.forEach(sighting::database);
        sighting.missing(databases);
        return sighting.senders;
    }

    private void server(ServerLook look) {
        memory.put(look);
        look.standbys().forEach(sender -> sender(sender, look.flushed()));
    }

    private String sender(Sender sender, Lsn end) {
        String key = sender.key();
        if (senders.containsKey(key)) {
            key = key + ":" + sender.port();
        }
        Known seen = memory.find(key, sender.name()).seen(sender, now, end);
        senders.put(key, sender);
        memory.put(new Known(key, seen.name(), seen.way(), seen.doing(), seen.places(), seen.times()));
        return key;
    }

    private void database(StandbyLook look) {
        boolean same = memory.server()
                .map(StandbyMemory.Server::system)
                .filter(look.system()::equals)
                .isPresent();
        Optional<Known> known = same ? find(look) : Optional.empty();
        if (known.isEmpty() && !(same && look.standby())) {
            return;
        }
        Known standby = known.orElseGet(() ->
                Known.nobody("database " + look.database(), look.database()).away(now));
        memory.put(standby.seen(look, now));
        Lsn end = memory.server().map(server -> Lsn.parse(server.flushed())).orElse(look.has());
        for (Sender sender : look.below()) {
            String key = sender(sender, end);
            memory.put(memory.find(key, sender.name()).below(standby.name()));
            below.add(key);
        }
    }

    private Optional<Known> find(StandbyLook look) {
        return memory.all().stream()
                .filter(known -> look.database().equals(known.way().database())
                        || look.slot() != null && look.slot().equals(known.way().slot())
                        || look.application() != null && look.application().equals(known.name()))
                .findFirst();
    }

    /** Whoever is not sent the log, and says of himself nothing else. */
    private void missing(List<StandbyLook> databases) {
        Set<String> receiving = new HashSet<>();
        databases.stream().filter(StandbyLook::receives).forEach(look -> receiving.add(look.database()));
        for (Known known : memory.all()) {
            boolean sent = Optional.ofNullable(senders.get(known.key()))
                    .filter(Sender::connected)
                    .isPresent();
            boolean says =
                    known.doing().connected() && receiving.contains(known.way().database());
            if (!sent && !says) {
                memory.put(known.away(now));
            }
            if (!below.contains(known.key()) && known.way().via() != null && !says) {
                memory.put(memory.find(known.key(), known.name()).below(null));
            }
        }
    }
}
