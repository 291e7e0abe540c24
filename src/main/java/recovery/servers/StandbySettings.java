package recovery.servers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postgres.Lsn;
import recovery.wal.Landmark;

/**
 * What a server must have as much of as the live one to let somebody read while it replays. Source: {@code pg_control.h}, which
 * is the same from 14 to 18 up to here.
 */
final class StandbySettings {

    private static final int FIRST = 180;
    private static final int ALIGNMENT = 204;
    private static final int LARGEST_ALIGNMENT = 8;

    private StandbySettings() {}

    /**
     * Reads them.
     *
     * @param data of a base backup
     * @param changed what the log says of them
     */
    static Map<String, String> of(Path data, Optional<Landmark.ParametersChanged> changed) throws IOException {
        ByteBuffer control = ByteBuffer.wrap(Files.readAllBytes(data.resolve("global/pg_control")))
                .order(ByteOrder.nativeOrder());
        if (control.getInt(ALIGNMENT) != LARGEST_ALIGNMENT) {
            throw new IOException("global/pg_control of " + data + " is not as those of PostgreSQL 14 to 18 are");
        }
        control.position(FIRST);
        Landmark.ParametersChanged then = new Landmark.ParametersChanged(
                new Lsn(0), control.getInt(), control.getInt(), control.getInt(), control.getInt(), control.getInt());
        Landmark.ParametersChanged most = changed.map(then::orMore).orElse(then);
        Map<String, String> settings = new TreeMap<>();
        settings.put("max_connections", Integer.toString(most.connections()));
        settings.put("max_worker_processes", Integer.toString(most.workers()));
        settings.put("max_wal_senders", Integer.toString(most.senders()));
        settings.put("max_prepared_transactions", Integer.toString(most.preparedTransactions()));
        settings.put("max_locks_per_transaction", Integer.toString(most.locksPerTransaction()));
        return settings;
    }
}
