package recovery.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import ledger.ProblemException;
import postgres.Lsn;
import postgres.ToldSettings;
import postgres.replication.ServerAddress;
import recovery.incidents.Incidents;
import recovery.incidents.StoredIncident;
import recovery.receive.ReceiverState;
import recovery.receive.WalReceiving;
import recovery.wal.Target;

/** What a target that somebody says means by now, and how much of the log is here for it. */
record TargetMeaning(ServerAddress live, Incidents incidents, WalReceiving receiving) {

    /**
     * The target itself.
     *
     * @throws ProblemException if it means nothing, more than one thing, or an incident that is not known
     */
    Target of(WantedTarget wanted) throws SQLException {
        Optional<UUID> id = wanted.incident();
        Optional<StoredIncident> incident = id.isPresent() ? Optional.of(incidents.find(id.get())) : Optional.empty();
        return wanted.meant(zoneOfDatabase(), incident.map(StoredIncident::lsn).map(Lsn::parse));
    }

    /** What is here by now, and since when that was all that the server had, as far as it has told. */
    ChosenBackup.Received received() {
        ReceiverState state = receiving.state();
        if (state.heardAt() == null) {
            return ChosenBackup.Received.NOTHING;
        }
        Lsn flushed = Lsn.parse(state.flushedLsn());
        boolean all = !flushed.isBefore(Lsn.parse(state.serverLsn()));
        return new ChosenBackup.Received(all ? Optional.of(state.heardAt()) : Optional.empty(), Optional.of(flushed));
    }

    /** What somebody may have had in mind who said no zone; recovering needs no live server. */
    private ZoneId zoneOfDatabase() {
        try (Connection connection = live.database()) {
            ToldSettings.Setting told = ToldSettings.of(connection).timeZone();
            return told == null ? ZoneOffset.UTC : ZoneId.of(told.value());
        } catch (SQLException | RuntimeException unknown) {
            return ZoneOffset.UTC;
        }
    }
}
