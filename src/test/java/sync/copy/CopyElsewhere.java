package sync.copy;

import java.util.Map;
import java.util.UUID;
import ledger.ActiveRuns;
import ledger.Installation;
import ledger.Ledger;
import org.postgresql.ds.PGSimpleDataSource;
import postgres.DatabaseAddress;
import postgres.DatabaseSettings;
import postgres.Databases;

/** A process that copies what a run in the ledger asks for. */
final class CopyElsewhere {

    private CopyElsewhere() {}

    public static void main(String[] arguments) throws Exception {
        String user = arguments[3];
        String password = arguments[4];
        PGSimpleDataSource main = new PGSimpleDataSource();
        main.setUrl(arguments[0]);
        main.setUser(user);
        main.setPassword(password);
        Map<String, DatabaseSettings.Database> addresses = Map.of(
                "from",
                new DatabaseAddress(arguments[1], user, password),
                "to",
                new DatabaseAddress(arguments[2], user, password));
        ActiveRuns active = new ActiveRuns();
        Ledger ledger = new Ledger(main, active, new Installation("elsewhere", "here"));
        Copier copier = new Copier(new Databases(main, () -> addresses), new CopyLab.Configured(), ledger, active);
        copier.copy(CopyRequest.of(ledger.find(UUID.fromString(arguments[5])).orElseThrow()), CopyLab.flow());
    }
}
