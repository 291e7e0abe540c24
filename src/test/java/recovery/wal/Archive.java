package recovery.wal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import postgres.Lsn;

/** Segments in a folder, as a receiver would have left them, and what may happen to them. */
record Archive(Path folder) {

    /** Those of a server, which may go on writing. */
    static Archive of(Path wal, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path segment : segments(wal)) {
            Files.copy(segment, folder.resolve(segment.getFileName()), REPLACE_EXISTING);
        }
        return new Archive(folder);
    }

    /** Without what a server keeps to be used again. */
    Archive upTo(Lsn place) throws IOException {
        String last = SegmentName.holding(place, 1, 16 << 20).toString();
        for (Path segment : segments(folder)) {
            if (segment.getFileName().toString().compareTo(last) > 0) {
                Files.delete(segment);
            }
        }
        return this;
    }

    Archive copiedTo(Path other) throws IOException {
        return of(folder, other);
    }

    WalSource source() throws IOException {
        return WalSource.of(folder, 1);
    }

    Path segment(int i) throws IOException {
        return segments(folder).get(i);
    }

    int size() throws IOException {
        return segments(folder).size();
    }

    void pack(int i) throws IOException {
        Path segment = segment(i);
        try (OutputStream packed = new ZstdOutputStreamNoFinalizer(
                Files.newOutputStream(segment.resolveSibling(segment.getFileName() + ".zst")))) {
            Files.copy(segment, packed);
        }
        Files.delete(segment);
    }

    void makePartial(int i) throws IOException {
        Path segment = segment(i);
        Files.move(segment, segment.resolveSibling(segment.getFileName() + ".partial"));
    }

    /** Changes one bit. */
    void flip(int i, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(segment(i));
        bytes[at] ^= 0x10;
        Files.write(segment(i), bytes);
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}(\\.partial|\\.zst)?"))
                    .sorted()
                    .toList();
        }
    }
}
