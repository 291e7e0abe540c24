package ingest;

import static ingest.HandMade.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;

class GunzipInputTest {

    private static final byte[] ROWS = "id,name\n1,Ann\n2,Bob\n".getBytes(StandardCharsets.UTF_8);

    @Test
    void aMemberThatIsCutOffBehindAWholeOneIsDamage() throws IOException {
        // Given
        byte[] second = gzip(ROWS);
        for (int length = 1; length < second.length; length++) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(gzip(ROWS));
            both.write(second, 0, length);

            // When
            var unpacking = assertThatThrownBy(() -> unpack(new ByteArrayInputStream(both.toByteArray())));

            // Then
            unpacking.isInstanceOf(ProblemException.class).hasMessageContaining("damaged or cut off");
        }
    }

    @Test
    void aNameThatNeverEndsIsDamageAndNotKeptInMemory() {
        // Given
        byte[] named = {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 0};
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return read[0]++ < named.length ? named[(int) read[0] - 1] & 0xFF : 'n';
            }
        };

        // When
        var unpacking = assertThatThrownBy(() -> unpack(endless));

        // Then
        unpacking.isInstanceOf(ProblemException.class).hasMessageContaining("damaged or cut off");
        assertThat(read[0]).isLessThan(1 << 20);
    }

    @Test
    void noChangedByteMakesOtherRows() throws IOException {
        // Given
        byte[] whole = gzip(ROWS);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            byte[] rows;

            // When
            try {
                rows = unpack(new ByteArrayInputStream(changed));
            } catch (ProblemException refused) {
                rows = ROWS;
            }

            // Then
            assertThat(rows).as("byte %d changed", at).isEqualTo(ROWS);
        }
    }

    @Test
    void aDiskThatFailsIsNotTakenForDamage() throws IOException {
        // Given
        byte[] whole = gzip(ROWS);
        InputStream begun = new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 2));

        // When
        var unpacking = assertThatThrownBy(() -> unpack(new SequenceInputStream(begun, new FailingDisk())));

        // Then
        unpacking.isInstanceOf(IOException.class).hasMessage("input/output error");
    }

    private static byte[] unpack(InputStream packed) throws IOException {
        CountingInput counting = new CountingInput(packed);
        try (InputStream unpacked = GunzipInput.of(new BufferedInputStream(counting), counting, HandMade.settings())) {
            return unpacked.readAllBytes();
        }
    }

    private static final class FailingDisk extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("input/output error");
        }
    }
}
