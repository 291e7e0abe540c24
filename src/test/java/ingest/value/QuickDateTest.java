package ingest.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rows.load.UnfitValue;

class QuickDateTest {

    private final Random random = new Random(7);

    private String part(int most) {
        int n = random.nextInt(most);
        return n < 10 && random.nextBoolean() ? "0" + n : String.valueOf(n);
    }

    private String text() {
        String mark = random.nextInt(10) == 0 ? " " : random.nextInt(3) == 0 ? "/" : random.nextBoolean() ? "." : "-";
        String date =
                part(34) + mark + part(34) + mark + (random.nextInt(8) == 0 ? part(99) : 1990 + random.nextInt(60));
        String time = random.nextInt(3) == 0
                ? ""
                : " " + part(26) + ":" + part(64) + (random.nextBoolean() ? ":" + part(62) : "")
                        + (random.nextInt(9) == 0 ? ".5" : "");
        String half =
                random.nextBoolean() ? "" : (random.nextBoolean() ? " " : "") + (random.nextBoolean() ? "PM" : "am");
        String text = date + time + half;
        return random.nextInt(9) == 0 ? text.substring(0, random.nextInt(text.length()) + 1) : text;
    }

    @Test
    void theQuickWayAndTheThoroughOneReadTheSame() {
        QuickDate quick = new QuickDate();
        byte[] into = new byte[80];
        int read = 0;
        for (int i = 0; i < 300_000; i++) {
            String text = text();
            DateOrder order = random.nextBoolean() ? DateOrder.DMY : DateOrder.MDY;
            byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.US_ASCII);
            int end = quick.read(bytes, 1, bytes.length - 1, order, into, 3);
            if (end >= 0) {
                read++;
                assertThat(new String(into, 3, end - 3, StandardCharsets.US_ASCII))
                        .as(text)
                        .isEqualTo(thorough(order, text));
            }
        }
        assertThat(read).isGreaterThan(30_000);
    }

    private static String thorough(DateOrder order, String text) {
        try {
            return new DateReader(order, () -> null, "timestamp", null).read(text);
        } catch (UnfitValue e) {
            return e.getMessage();
        }
    }

    @Test
    void theQuickWayAndTheThoroughOneShowTheSame() {
        QuickDate quick = new QuickDate();
        MomentText thorough = new MomentText();
        for (int i = 0; i < 100_000; i++) {
            String text = text();
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            if (quick.take(bytes, 0, bytes.length) && quick.orders() >= 0 && thorough.take(text)) {
                assertThat(quick.orders()).as(text).isEqualTo(thorough.day().orders());
            }
        }
    }
}
