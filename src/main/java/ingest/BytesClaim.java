package ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import postgres.Query;
import postgres.Sql;

/**
 * The bytes of one file for one table, once: written down in the data's transaction, under their SHA-256. A second load
 * of the same bytes waits here until the first has ended, and then finds them.
 *
 * <p>A small file is hashed first. Of a large one the hash is only needed first when the table has taken in a file of
 * the same size before; else it is worked out beside the load, while a lock on table and size keeps twins waiting.
 */
final class BytesClaim {

    private static final String CLAIM = Sql.read("ingest/claim-bytes.sql");
    private static final String FORGET = Sql.read("ingest/forget-bytes.sql");
    private static final String WHO = Sql.read("ingest/who-loaded.sql");
    private static final String WAIT_FOR_TWIN = Sql.read("ingest/wait-for-twin.sql");
    private static final String SAME_SIZE = Sql.read("ingest/same-size.sql");

    private static final long LARGE = 1 << 20;

    private final Connection connection;
    private final String table;
    private final UUID run;
    private final Path path;
    private final long size;
    private final FileTime written;
    private CompletableFuture<byte[]> hash;
    /** Null until it is known whether the bytes are new. */
    private Boolean claimed;

    private BytesClaim(Connection connection, String table, LoadRequest request) throws IOException {
        this.connection = connection;
        this.table = table;
        this.run = request.run();
        this.path = request.path();
        this.size = Files.size(path);
        this.written = Files.getLastModifiedTime(path);
    }

    /** Claims the bytes of the request, now or, for a large file of a new size, when it {@link #settle settles}. */
    static BytesClaim make(Connection connection, String table, LoadRequest request) throws SQLException, IOException {
        BytesClaim claim = new BytesClaim(connection, table, request);
        if (claim.size >= LARGE) {
            Query.list(connection, WAIT_FOR_TWIN, row -> null, table, claim.size);
            if (!request.options().again()
                    && Query.first(connection, SAME_SIZE, row -> true, table, claim.size)
                            .isEmpty()) {
                claim.hash = CompletableFuture.supplyAsync(() -> sha256(claim.path));
                return claim;
            }
        }
        byte[] sha256 = sha256(claim.path);
        if (request.options().again()) {
            Query.update(connection, FORGET, table, sha256);
        }
        claim.hash = CompletableFuture.completedFuture(sha256);
        claim.claimed = claim.write(sha256);
        return claim;
    }

    private boolean write(byte[] sha256) throws SQLException {
        return Query.update(connection, CLAIM, table, sha256, size, run) == 1;
    }

    /** The run that brought the same bytes before, if that is known already. */
    Optional<UUID> firstRun() throws SQLException {
        return Boolean.FALSE.equals(claimed)
                ? Query.first(connection, WHO, row -> row.getObject(1, UUID.class), table, hash.join())
                : Optional.empty();
    }

    /** Makes sure the claim is written and the file is still what was read; false if it changed meanwhile. */
    boolean settle() throws SQLException, IOException {
        if (claimed == null) {
            claimed = write(hash.join());
        }
        return claimed
                && Files.size(path) == size
                && Files.getLastModifiedTime(path).equals(written);
    }

    /** The hash of the bytes; waits until it is known. */
    byte[] sha256() {
        return hash.join();
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    private static byte[] sha256(Path path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in =
                    new DigestInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), digest)) {
                byte[] buffer = new byte[1 << 17];
                while (in.read(buffer) >= 0) {
                    // The digest sees what is read.
                }
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file to its end", e);
        }
    }
}
