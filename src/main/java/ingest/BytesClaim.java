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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import ledger.Books;
import ledger.Problem;
import postgres.Query;
import postgres.Sql;
import postgres.Table;
import postgres.TableName;

/**
 * The bytes of one file for one table, once as long as the table holds them: written down in the data's transaction, under
 * their SHA-256. A second load of the same bytes waits here until the first has ended, and then finds them.
 *
 * <p>A small file is hashed first. Of a large one the hash is only needed first when the table has taken in a file of
 * the same size before; else it is worked out beside the load, while a lock on table and size keeps twins waiting.
 */
final class BytesClaim {

    private static final String CLAIM = Sql.read("ingest/claim-bytes.sql");
    private static final String LOCK = Sql.read("ingest/lock-bytes.sql");
    private static final String TAKE_OVER = Sql.read("ingest/take-over-bytes.sql");
    private static final String FORGET = Sql.read("ingest/forget-bytes.sql");
    private static final String WHO = Sql.read("ingest/who-loaded.sql");
    private static final String WAIT_FOR_TWIN = Sql.read("ingest/wait-for-twin.sql");
    private static final String SAME_SIZE = Sql.read("ingest/same-size.sql");

    private static final long LARGE = 1 << 20;

    private final Connection connection;
    private final Books books;
    private final Table table;
    private final LoadRequest request;
    private final Path path;
    private final long size;
    private final FileTime written;
    private CompletableFuture<byte[]> hash;
    /** Null until it is known whether the bytes are new. */
    private Boolean claimed;

    private Earlier earlier;

    /**
     * A load of the same bytes that the table holds.
     *
     * @param alike whether it read them as this one would
     */
    record Earlier(UUID run, boolean alike) {

        /** Why they are not loaded in another way. */
        Problem conflict(TableName table) {
            return Problem.conflict(
                    "the run " + run + " loaded the same bytes into " + table.display()
                            + " with other options, so that half of them may be there",
                    "undo it with POST /api/v1/runs/" + run
                            + "/undo and send them again, or say again=true to load them beside what it loaded");
        }
    }

    private BytesClaim(Connection connection, Books books, Table table, LoadRequest request) throws IOException {
        this.connection = connection;
        this.books = books;
        this.table = table;
        this.request = request;
        this.path = request.path();
        this.size = Files.size(path);
        this.written = Files.getLastModifiedTime(path);
    }

    /** Claims the bytes of the request, now or, for a large file of a new size, when it {@link #settle settles}. */
    static BytesClaim make(Connection connection, Books books, Table table, LoadRequest request)
            throws SQLException, IOException {
        BytesClaim claim = new BytesClaim(connection, books, table, request);
        boolean again = request.options().again();
        if (claim.size >= LARGE) {
            Query.list(connection, WAIT_FOR_TWIN, row -> null, claim.name(), claim.size);
            if (!again
                    && Query.first(connection, claim.books.in(SAME_SIZE), row -> true, claim.name(), claim.size)
                            .isEmpty()) {
                claim.hash = CompletableFuture.supplyAsync(() -> sha256(claim.path));
                return claim;
            }
        }
        claim.hash = CompletableFuture.completedFuture(sha256(claim.path));
        claim.claimed = claim.write() || claim.takeOver(again);
        return claim;
    }

    /** Where they go. */
    Table table() {
        return table;
    }

    private String name() {
        return table.name().display();
    }

    private boolean write() throws SQLException {
        return Query.update(
                        connection,
                        books.in(CLAIM),
                        name(),
                        sha256(),
                        size,
                        request.run(),
                        table.oid(),
                        request.mode().text(),
                        ReadAs.of(request))
                == 1;
    }

    /** Whether the bytes may be loaded once more: it is asked for, or the table does not hold them any more. */
    private boolean takeOver(boolean again) throws SQLException {
        if (Query.first(connection, books.in(LOCK), row -> true, name(), sha256())
                .isEmpty()) {
            // Whoever had them has just given them up.
            return write();
        }
        if (!again) {
            List<Earlier> latest = Query.list(
                    connection,
                    books.in(WHO),
                    row -> new Earlier(row.getObject("run", UUID.class), readAlike(row.getString("options"))),
                    table.oid(),
                    name(),
                    sha256());
            if (!latest.isEmpty() && hasRows()) {
                earlier = latest.get(0);
                return false;
            }
        }
        return Query.update(
                        connection,
                        books.in(TAKE_OVER),
                        request.run(),
                        table.oid(),
                        request.mode().text(),
                        ReadAs.of(request),
                        name(),
                        sha256())
                == 1;
    }

    /** What an earlier version loaded says nothing of how. */
    private boolean readAlike(String options) {
        return options == null || options.equals(ReadAs.of(request));
    }

    private boolean hasRows() throws SQLException {
        return Query.first(
                        connection,
                        "select exists (select from " + table.name().quoted() + ")",
                        row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** The load that brought the same bytes before, if that is known already and the table holds them. */
    Optional<Earlier> earlier() {
        return Boolean.FALSE.equals(claimed) ? Optional.ofNullable(earlier) : Optional.empty();
    }

    /** Makes sure the claim is written and the file is still what was read; false if it changed meanwhile. */
    boolean settle() throws SQLException, IOException {
        if (claimed == null) {
            claimed = write();
        }
        return claimed
                && Files.size(path) == size
                && Files.getLastModifiedTime(path).equals(written);
    }

    /** No row of the bytes went in, so there is nothing that could go in twice. */
    void giveUp() throws SQLException {
        Query.update(connection, books.in(FORGET), name(), sha256());
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
