package snapshot;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import postgres.BucketHashes;
import postgres.OwnFiles;

/** The content hash of a table bucket by bucket, in a file beside its rows: number, rows and hash, 8 bytes each. */
final class HashesFile {

    private HashesFile() {}

    static void write(Path file, BucketHashes hashes) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(OwnFiles.out(file)), 1 << 13))) {
            out.writeInt(hashes.buckets().size());
            for (Map.Entry<Long, BucketHashes.Bucket> bucket : new TreeMap<>(hashes.buckets()).entrySet()) {
                out.writeLong(bucket.getKey());
                out.writeLong(bucket.getValue().rows());
                out.writeLong(bucket.getValue().hash());
            }
        }
    }

    static BucketHashes read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new ZstdInputStream(Files.newInputStream(file)), 1 << 16))) {
            int count = in.readInt();
            Map<Long, BucketHashes.Bucket> buckets = new HashMap<>();
            for (int i = 0; i < count; i++) {
                buckets.put(in.readLong(), new BucketHashes.Bucket(in.readLong(), in.readLong()));
            }
            return new BucketHashes(buckets);
        } catch (EOFException e) {
            throw new IOException(file.getFileName() + " ends too early", e);
        }
    }
}
