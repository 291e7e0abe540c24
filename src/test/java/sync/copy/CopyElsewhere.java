package sync.copy;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.ActiveRuns;
import ledger.Installation;
import ledger.Ledger;
import org.postgresql.ds.PGSimpleDataSource;
import postgres.DatabaseSettings;
import postgres.Databases;

/** A process that copies what a run in the ledger asks for. */
final class CopyElsewhere {

    private CopyElsewhere() {}

    private record Address(String jdbcUrl, Optional<String> username, Optional<String> password)
            implements DatabaseSettings.Database {}

    public static void main(String[] arguments) throws Exception {
        Optional<String> user = Optional.of(arguments[3]);
        Optional<String> password = Optional.of(arguments[4]);
        PGSimpleDataSource main = new PGSimpleDataSource();
        main.setUrl(arguments[0]);
        main.setUser(user.get());
        main.setPassword(password.get());
        Map<String, DatabaseSettings.Database> addresses = Map.of(
                "from", new Address(arguments[1], user, password), "to", new Address(arguments[2], user, password));
        ActiveRuns active = new ActiveRuns();
        Ledger ledger = new Ledger(main, active, new Installation("elsewhere"));
        Copier copier = new Copier(new Databases(main, () -> addresses), new CopyLab.Configured(), ledger, active);
        copier.copy(CopyRequest.of(ledger.find(UUID.fromString(arguments[5])).orElseThrow()), CopyLab.flow());
    }
}
