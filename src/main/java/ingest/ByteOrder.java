package ingest;

import java.nio.charset.Charset;
import java.util.Optional;
import rows.load.TextEncoding;

/** Which UTF-16 a file without a byte order mark is in, by the half of its characters that is zero in most scripts. */
final class ByteOrder {

    private static final int LEAST_SHARE = 8;
    private static final int LONGEST_SHOWN = 60;

    private ByteOrder() {}

    /** Empty where nothing shows it. */
    static Optional<TextEncoding> of(byte[] head) {
        int first = 0;
        int second = 0;
        for (int i = 0; i + 1 < head.length; i += 2) {
            first += head[i] == 0 ? 1 : 0;
            second += head[i + 1] == 0 ? 1 : 0;
        }
        int enough = Math.max(head.length / 2 / LEAST_SHARE, 1);
        if (second >= enough && first * LEAST_SHARE < second) {
            return Optional.of(TextEncoding.UTF_16LE);
        }
        return first >= enough && second * LEAST_SHARE < first ? Optional.of(TextEncoding.UTF_16BE) : Optional.empty();
    }

    /**
     * Asks about a file without a mark that is no text unless it is UTF-16, or that is of the other order than was said.
     *
     * @param said or null
     * @throws ledger.ProblemException naming the order that it has
     */
    static void ask(byte[] head, TextEncoding said) {
        Optional<TextEncoding> found = of(head).filter(order -> order != said);
        if (found.isPresent()) {
            throw CsvFile.refused(
                    said == null
                            ? "every other byte of the file is zero, and nothing says what encoding it is in"
                            : "the file is no " + said + ": its zeros stand as in " + found.get(),
                    "say encoding=" + found.get() + " if that is it: the file would begin \""
                            + beginning(head, found.get()) + '"');
        }
    }

    private static String beginning(byte[] head, TextEncoding order) {
        String text =
                new String(head, 0, Math.min(head.length & ~1, LONGEST_SHOWN * 2), Charset.forName(order.toString()));
        return text.lines()
                .findFirst()
                .map(line -> line.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD"))
                .orElse("");
    }
}
