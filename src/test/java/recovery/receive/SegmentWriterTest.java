package recovery.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recovery.wal.SegmentName;

class SegmentWriterTest {

    private static final int SIZE = 1 << 20;

    private final SegmentName first = new SegmentName(1, 3, SIZE);

    @TempDir
    Path folder;

    private static ByteBuffer bytes(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void oneThatIsNotFullHasItsSizeAndItsEnding() throws Exception {
        // When
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(1000, 7));
        }

        // Then
        Path partial = folder.resolve(first + ".partial");
        assertThat(Files.size(partial)).isEqualTo(SIZE);
        assertThat(Files.readAllBytes(partial)[999]).isEqualTo((byte) 7);
        assertThat(Files.readAllBytes(partial)[1000]).isZero();
    }

    @Test
    void whatIsMoreThanASegmentGoesIntoTheNext() throws Exception {
        // When
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(SIZE + 10, 7));

            // Then
            assertThat(writer.written()).isEqualTo(first.end().plus(10));
        }
        assertThat(folder.resolve(first.toString())).exists();
        assertThat(folder.resolve(first + ".partial")).doesNotExist();
        assertThat(folder.resolve(first.next() + ".partial")).exists();
    }

    @Test
    void theSameBytesMayComeAgain() throws Exception {
        // Given
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(1000, 7));
        }

        // When
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(2000, 7));
        }

        // Then
        assertThat(Files.readAllBytes(folder.resolve(first + ".partial"))[1999]).isEqualTo((byte) 7);
    }

    @Test
    void otherBytesAreNeverWrittenOverThoseThatAreHere() throws Exception {
        // Given
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(1000, 7));
        }

        // When
        // Then
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            assertThatThrownBy(() -> writer.write(bytes(1000, 8))).hasMessageContaining("the server has gone back");
        }
        assertThat(Files.readAllBytes(folder.resolve(first + ".partial"))[0]).isEqualTo((byte) 7);
    }

    @Test
    void oneThatIsWholeIsNeverBegunAgain() throws Exception {
        // Given
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            writer.write(bytes(SIZE, 7));
        }

        // When
        // Then
        try (SegmentWriter writer = new SegmentWriter(folder, first)) {
            assertThatThrownBy(() -> writer.write(bytes(1, 7))).hasMessageContaining("is here already");
        }
    }
}
