package rows.undo;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.RunEnd;
import postgres.Query;
import postgres.Sql;
import rows.change.BeforeImages;
import rows.place.CommitReceipt;
import rows.place.RestoreTarget;

/** What a run did in another database is there; only the ledger has to be told. */
public final class AlreadyCommitted implements Attempt {

    private static final String TAKE_REDRIVEN = Sql.read("ledger/take-redriven.sql");

    private final RestoreTarget site;
    private final CommitReceipt proof;

    public AlreadyCommitted(RestoreTarget site, UUID run) throws SQLException {
        this.site = site;
        proof = CommitReceipt.read(site.tables(), run);
    }

    @Override
    public List<Step> steps() {
        return List.of(this::letters);
    }

    /** Those that the run took are taken, and of them are open again that failed again. */
    private List<DeadLetter> letters() throws SQLException {
        for (Long[] ids : proof.redriven()) {
            Query.update(site.ledger(), TAKE_REDRIVEN, proof.end().run(), ids);
        }
        return proof.letters();
    }

    @Override
    public RunEnd finish() throws SQLException {
        // A repair's are there already.
        BeforeImages.forget(site.ledger(), proof.end().run());
        BeforeImages.write(site.ledger(), proof.end().run(), proof.kept());
        if (proof.end().detail().hasNonNull("of")) {
            UUID undone = UUID.fromString(proof.end().detail().get("of").asText());
            UndoService.mark(site.ledger(), proof.end().run(), undone);
            BeforeImages.forget(site.ledger(), undone);
            if (Letters.areToldOf(proof.end().detail())) {
                new Letters(undone).settle(site.ledger());
            }
        }
        return proof.end();
    }

    @Override
    public void keep() {
        // It was kept long ago.
    }

    @Override
    public void close() throws SQLException {
        site.close();
    }
}
