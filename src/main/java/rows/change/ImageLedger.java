package rows.change;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import postgres.Transactions;

/** Where the ledger keeps what runs overwrote in databases of which its own transaction knows nothing. */
@ApplicationScoped
public class ImageLedger {

    private final DataSource ledger;

    public ImageLedger(DataSource ledger) {
        this.ledger = ledger;
    }

    /** Before the other database commits: of a run that is not done nothing is taken back. */
    public void write(UUID run, List<BeforeImages> images) throws SQLException {
        Transactions.run(ledger, connection -> {
            // An earlier try may have come as far as this.
            BeforeImages.forget(connection, run);
            BeforeImages.write(connection, run, images);
        });
    }

    /** The other database did not commit. */
    public void forget(UUID run) throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            BeforeImages.forget(connection, run);
        }
    }
}
