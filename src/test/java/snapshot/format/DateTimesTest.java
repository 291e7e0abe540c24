package snapshot.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import snapshot.Database;

class DateTimesTest {

    private Database database;

    @BeforeEach
    void open() throws Exception {
        database = new Database();
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    @Test
    void everyMomentThatPostgresWritesIsReadAndWrittenAlike() throws Exception {
        // Given
        List<String> moments = database.strings(
                """
                select timestamp '4713-11-24 00:00 BC' + (i * 97.3 || ' days')::interval + i * interval '1.234567 second'
                from generate_series(0, 100000, 7) i union all
                select timestamp '290000-01-01' + i * interval '40 days 0.1 second' from generate_series(1, 30000, 7) i""");

        for (String moment : moments) {
            // When
            AsciiBuilder again = new AsciiBuilder(16);
            DateTimes.timestamp(DateTimes.timestamp(moment.getBytes(US_ASCII), 0, moment.length()), false, again);

            // Then
            assertThat(padded(new String(again.bytes(), 0, again.length(), US_ASCII)))
                    .isEqualTo(padded(moment));
        }
    }

    @Test
    void everyDateThatPostgresWritesIsReadAndWrittenAlike() throws Exception {
        // Given
        List<String> dates = database.strings(
                """
                select date '4713-11-24 BC' + i * 211 from generate_series(0, 50000) i union all
                select date '5874897-12-31' - i * 99991 from generate_series(0, 20000) i union all
                select date 'infinity' union all select date '-infinity'""");

        for (String date : dates) {
            // When
            AsciiBuilder again = new AsciiBuilder(16);
            DateTimes.date(DateTimes.date(date.getBytes(US_ASCII), 0, date.length()), again);

            // Then
            assertThat(new String(again.bytes(), 0, again.length(), US_ASCII)).isEqualTo(date);
        }
    }

    @Test
    void anOffsetIsTakenOff() throws Exception {
        // When, Then
        assertThat(timestamp("2024-01-01 00:00:00+05:30")).isEqualTo(timestamp("2023-12-31 18:30:00+00"));
        assertThat(timestamp("1800-01-01 00:00:00-00:01:15")).isEqualTo(timestamp("1800-01-01 00:01:15"));
        assertThat(timestamp("0001-12-31 23:00:00-02 BC")).isEqualTo(timestamp("0001-01-01 01:00:00+00"));
    }

    @Test
    void aTextThatIsNoMomentIsRefused() {
        for (String text :
                List.of("", "2024", "01/02/2024 00:00:00", "2024-01-01", "2024-01-01 00:00:00 x", "Mon Jan")) {
            // When, Then
            assertThatThrownBy(() -> timestamp(text)).as(text).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anyDayIsWrittenAsItWasRead() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            // Given
            int day = random.nextInt(2_000_000) - 1_000_000;
            AsciiBuilder text = new AsciiBuilder(16);
            DateTimes.date(day, text);

            // When
            int again = DateTimes.date(text.bytes(), 0, text.length());

            // Then
            assertThat(again).as(LocalDate.ofEpochDay(day).toString()).isEqualTo(day);
        }
    }

    private static long timestamp(String text) throws IOException {
        return DateTimes.timestamp(text.getBytes(US_ASCII), 0, text.length());
    }

    /** We write all six digits of a fraction, PostgreSQL none that say nothing. */
    private static String padded(String moment) {
        return moment.contains(".") ? moment.replaceFirst("(\\.\\d*[1-9])0+(?!\\d)", "$1") : moment;
    }
}
