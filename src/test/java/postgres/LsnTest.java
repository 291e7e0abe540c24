package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"0/0", "0/1", "16/B374D848", "FFFFFFFF/FFFFFFFF", "1/0"})
    void itIsWrittenAsItWasRead(String text) {
        // When
        Lsn lsn = Lsn.parse(text);

        // Then
        assertThat(lsn).hasToString(text).isEqualTo(Lsn.parse(text.toLowerCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0/", "/0", "G/0", "0/123456789", "0/0 ", "-1/0", "0/0/0"})
    void whatIsNoneIsRefused(String text) {
        // When, Then
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is no place in the log");
    }

    @Test
    void placesAreInTheOrderOfTheLog() {
        // When
        Stream<Lsn> sorted = Stream.of("FFFFFFFF/0", "1/0", "0/FFFFFFFF", "80000000/0", "0/A")
                .map(Lsn::parse)
                .sorted();

        // Then
        assertThat(sorted).map(Lsn::toString).containsExactly("0/A", "0/FFFFFFFF", "1/0", "80000000/0", "FFFFFFFF/0");
        assertThat(Lsn.parse("0/A").isBefore(Lsn.parse("0/B"))).isTrue();
    }

    @Test
    void theDistanceIsInBytesAndCrossesHalves() {
        // Given
        Lsn earlier = Lsn.parse("0/FFFFFF00");
        Lsn later = Lsn.parse("1/100");

        // When, Then
        assertThat(later.bytesSince(earlier)).isEqualTo(512);
        assertThat(earlier.bytesSince(later)).isEqualTo(-512);
        assertThat(earlier.plus(512)).isEqualTo(later);
    }
}
