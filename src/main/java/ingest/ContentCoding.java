package ingest;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import ledger.Problem;
import ledger.ProblemException;
import ledger.ProblemType;
import postgres.OwnFiles;

/** What a sender did to a body on its way, and we undo. A file that is compressed is another thing: it stays so on disk. */
public enum ContentCoding {
    NONE,
    GZIP,
    ZSTD;

    /** Below it any ratio is harmless. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    /**
     * The coding of that name.
     *
     * @param name as in {@code Content-Encoding}, or null
     * @throws ProblemException 415, if it is none that we undo
     */
    public static ContentCoding of(String name) {
        return switch (name == null ? "" : name.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                throw new ProblemException(Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "a body is not taken with the Content-Encoding " + name,
                        "send it as it is, or with gzip or zstd"));
        };
    }

    /**
     * Puts what it was before in place of the body.
     *
     * @throws ProblemException if it is damaged, or grows past what is allowed
     */
    public void undo(Path body, IngestSettings settings) throws IOException {
        if (this == NONE) {
            return;
        }
        Path plain = body.resolveSibling(body.getFileName() + ".plain");
        try {
            try (CountingInput packed = new CountingInput(Files.newInputStream(body));
                    InputStream in = unpacking(packed, settings);
                    OutputStream out = OwnFiles.out(plain)) {
                copy(in, packed, out, settings);
            }
            Files.move(plain, body, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    private InputStream unpacking(CountingInput packed, IngestSettings settings) throws IOException {
        InputStream in = new BufferedInputStream(packed, 1 << 17);
        return this == GZIP ? GunzipInput.of(in, packed, settings) : new ZstdInputStream(in);
    }

    private static void copy(InputStream in, CountingInput packed, OutputStream out, IngestSettings settings)
            throws IOException {
        byte[] some = new byte[1 << 16];
        long bytes = 0;
        for (int got = read(in, some); got >= 0; got = read(in, some)) {
            bytes += got;
            if (bytes > settings.maxUploadBytes()
                    || bytes > ALWAYS_ALLOWED && bytes / settings.gzip().maxRatio() > packed.count()) {
                throw new ProblemException(Problem.tooLarge(
                        "the body grows to more than is taken when it is unpacked",
                        "raise ingest.gzip.max-ratio or ingest.max-upload-bytes if it is what it should be"));
            }
            out.write(some, 0, got);
        }
    }

    private static int read(InputStream in, byte[] some) throws IOException {
        try {
            return in.read(some);
        } catch (com.github.luben.zstd.ZstdIOException damaged) {
            throw new ProblemException(
                    Problem.refused("the body is no zstd, or damaged or cut off", "check it with: zstd -t"));
        }
    }
}
