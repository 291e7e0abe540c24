package snapshot.restore;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import ledger.RunEnd;
import snapshot.Proof;

/** What a run did in another database is there; only the ledger has to be told. */
final class Settled implements Attempt {

    private final Site site;
    private final Proof proof;

    Settled(Site site, UUID run) throws SQLException {
        this.site = site;
        proof = Proof.read(site.tables(), run);
    }

    @Override
    public List<Step> steps() {
        return List.of(proof::letters);
    }

    @Override
    public RunEnd finish() throws SQLException {
        for (KeptRows rows : proof.kept()) {
            rows.write(site.ledger(), proof.end().run());
        }
        if (proof.end().detail().hasNonNull("of")) {
            UUID undone = UUID.fromString(proof.end().detail().get("of").asText());
            Undoing.mark(site.ledger(), proof.end().run(), undone);
            KeptRows.forget(site.ledger(), undone);
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
