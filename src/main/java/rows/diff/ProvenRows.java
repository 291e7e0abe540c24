package rows.diff;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import ledger.Problem;
import ledger.ProblemException;
import postgres.BucketHashes;

/** The rows of a snapshot, in the caller's transaction; refused where they are not those that were kept. */
public final class ProvenRows {

    private final Connection connection;
    private final RowSource contents;
    private BucketHashes hashes;

    ProvenRows(Connection connection, RowSource contents) {
        this.connection = connection;
        this.contents = contents;
    }

    /**
     * The hashes of all buckets.
     *
     * @throws ProblemException if together they are not the snapshot's
     */
    BucketHashes hashes() throws SQLException, IOException {
        if (hashes == null) {
            hashes = contents.hashes(connection);
            require(contents.placeOfHashes(), hashes.hash(), contents.contentHash());
        }
        return hashes;
    }

    /**
     * What to select the rows from: those of some buckets, or all if empty.
     *
     * @throws ProblemException if they have another hash than when they were kept
     */
    String relation(Optional<List<Long>> buckets) throws SQLException, IOException {
        String relation = contents.relation(connection, buckets);
        if (buckets.isEmpty()) {
            require(contents.place(), contents.hashOf(connection, relation), contents.contentHash());
        } else if (contents.isCopied()) {
            require(relation, hashes().among(buckets.get()));
        }
        return relation;
    }

    private void require(String copy, BucketHashes kept) throws SQLException {
        BucketHashes copied = BucketHashes.of(connection, copy, contents.columns(), contents.buckets());
        if (!copied.equals(kept)) {
            throw notEqual(contents.place(), copied.hash(), kept.hash() + " in the rows that were read of it");
        }
    }

    private static void require(String place, String hash, String kept) {
        if (!hash.equals(kept)) {
            throw notEqual(place, hash, kept);
        }
    }

    private static ProblemException notEqual(String place, String hash, String kept) {
        return new ProblemException(Problem.notEqual(
                place + " has the hash " + hash + " instead of " + kept,
                "do not rely on it: verify the snapshot, or take an older one; nothing was changed"));
    }
}
