package recovery.receive;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import postgres.DurableFiles;

/** Compresses segments that are not the newest any more: they are read when something went wrong, and kept for long. */
final class PackedSegments {

    /** So many stay as they are: those are read by whoever follows the log. */
    private static final int FRESH = 4;

    private static final String UNFINISHED = ".packing";

    private PackedSegments() {}

    /** Compresses a few of them at most, so that whoever calls has time for other things. */
    static void pack(ReceivedLog log, int level, int most) throws IOException {
        List<ReceivedLog.Segment> whole = log.segments().stream()
                .filter(segment -> segment.whole() && !segment.packed())
                .toList();
        for (ReceivedLog.Segment segment : whole.subList(0, Math.min(most, Math.max(0, whole.size() - FRESH)))) {
            pack(log.folder(), segment.name().toString(), level);
        }
    }

    /** It is there in one form at every moment, also when the power goes. */
    private static void pack(Path folder, String name, int level) throws IOException {
        Path packing = folder.resolve(name + UNFINISHED);
        try (OutputStream zstd = compressing(packing, level)) {
            Files.copy(folder.resolve(name), zstd);
        }
        DurableFiles.sync(packing);
        Files.move(packing, folder.resolve(name + ReceivedLog.PACKED), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(folder);
        Files.delete(folder.resolve(name));
    }

    private static OutputStream compressing(Path file, int level) throws IOException {
        FileChannel channel =
                FileChannel.open(file, Set.of(CREATE, TRUNCATE_EXISTING, WRITE), DurableFiles.OWNER_ONLY_FILE);
        try {
            ZstdOutputStreamNoFinalizer zstd =
                    new ZstdOutputStreamNoFinalizer(Channels.newOutputStream(channel), level);
            zstd.setChecksum(true);
            return zstd;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
