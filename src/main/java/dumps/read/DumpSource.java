package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** One dump: a file, a file in an archive, or a folder in which a tool put one dump in several files. */
public final class DumpSource {

    private final String name;
    private final List<Part> parts;
    private final String finished;
    private String sha256;

    private DumpSource(String name, List<Part> parts, String finished) {
        this.name = name;
        this.parts = List.copyOf(parts);
        this.finished = finished;
    }

    /**
     * A file of it.
     *
     * @param bytes how many it has
     * @param packed how many of an archive it takes, or as many as it has
     * @param opener gives its bytes
     * @param lying gives them as they lie on the disk: in an archive packed
     * @param database what its name says of the database its tables are in, or null
     */
    record Part(String name, long bytes, long packed, Opener opener, Opener lying, String database) {

        /** Of its bytes, or, where these are far too many or cannot be unpacked, of those that lie on the disk. */
        byte[] sha256() throws IOException {
            MessageDigest digest = digest();
            byte[] some = new byte[1 << 16];
            long seen = 0;
            try (InputStream in = opener.open()) {
                for (int got = 0; got >= 0; got = in.read(some)) {
                    digest.update(some, 0, got);
                    seen += got;
                    if (PackedBytes.isTooMany(seen, packed)) {
                        return asItLies();
                    }
                }
            } catch (IOException damaged) {
                return asItLies();
            }
            return digest.digest();
        }

        /** That nothing of it can be unpacked. */
        ProblemException damaged(IOException why) {
            return new ProblemException(Problem.refused(
                    name + " is damaged at its beginning: " + why.getMessage(),
                    "get it again; check it with gzip -t, zstd -t or unzip -t"));
        }

        private byte[] asItLies() throws IOException {
            MessageDigest digest = digest();
            try (InputStream in = new DigestInputStream(lying.open(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return digest.digest();
        }
    }

    /** Opens the bytes of a part, as they lie there. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /** A file by itself. */
    public static DumpSource of(String name, Path file) throws IOException {
        return new DumpSource(name, List.of(part(file, null)), null);
    }

    static Part part(Path file, String database) throws IOException {
        long size = Files.size(file);
        Opener opener = () -> Files.newInputStream(file);
        return new Part(file.getFileName().toString(), size, size, opener, opener, database);
    }

    /** A file in an archive. */
    static DumpSource member(String name, Path archive, ZipArchiveEntry entry) {
        Opener opener = () -> {
            ZipFile zip = ZipFile.builder().setPath(archive).get();
            return new ClosingBoth(zip.getInputStream(entry), zip);
        };
        Opener lying = () -> {
            ZipFile zip = ZipFile.builder().setPath(archive).get();
            return new ClosingBoth(zip.getRawInputStream(entry), zip);
        };
        return new DumpSource(
                name,
                List.of(new Part(entry.getName(), entry.getSize(), entry.getCompressedSize(), opener, lying, null)),
                null);
    }

    /**
     * A folder that is one dump.
     *
     * @param finished what the tool says there of its end, or null
     */
    static DumpSource folder(String name, List<Part> parts, String finished) {
        return new DumpSource(name, parts, finished);
    }

    /** How it is called in its folder, with {@code /} between parts. */
    public String name() {
        return name;
    }

    /** How its JSON is called; below the folder of the JSON files, whatever the name is. */
    public String jsonName() {
        return jsonName(name);
    }

    /** How the JSON of a dump of that name is called. */
    public static String jsonName(String name) {
        return name.replaceAll("[\\p{Cntrl}\\\\:]", "_") + ".json";
    }

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    List<Part> parts() {
        return parts;
    }

    /** What a tool says beside its files of its end, or null. */
    String finished() {
        return finished;
    }

    /** Of its bytes, in an archive of those that were put into it; two sources with one hold the same dump. */
    public String sha256() throws IOException {
        if (sha256 == null) {
            if (parts.size() == 1) {
                sha256 = HexFormat.of().formatHex(parts.get(0).sha256());
                return sha256;
            }
            MessageDigest whole = digest();
            for (Part part : parts) {
                whole.update(part.name.getBytes(UTF_8));
                whole.update(part.sha256());
            }
            sha256 = HexFormat.of().formatHex(whole.digest());
        }
        return sha256;
    }

    /** Told by a reader that saw all bytes of the only part. */
    void found(PackedBytes all) throws IOException {
        if (parts.size() == 1) {
            try {
                sha256 = all.sha256();
            } catch (IOException damaged) {
                // What lies there is hashed when somebody asks.
                sha256 = null;
            }
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Closes the archive with its entry. */
    private static final class ClosingBoth extends FilterInputStream {
        private final ZipFile zip;

        ClosingBoth(InputStream in, ZipFile zip) {
            super(in);
            this.zip = zip;
        }

        @Override
        public void close() throws IOException {
            try (zip) {
                super.close();
            }
        }
    }
}
