package ingest;

import ingest.value.NumberEvidence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the values of one column are, seen one after the other: of the types that give every one of them back as it was
 * written, the narrowest.
 */
final class TypeEvidence {

    /** Types from the narrowest to the widest, each with the values it loses nothing of. */
    private enum Guess {
        BOOLEAN(
                "boolean",
                ToldSpelling::truth,
                Pattern.compile("true|false|TRUE|FALSE|True|False|t|f").asMatchPredicate()),
        BIGINT("bigint", ToldSpelling::number, Guess::isBigint),
        NUMERIC("numeric", ToldSpelling::number, Guess::isNumeric),
        DATE("date", ToldSpelling::moment, value -> value.length() == 10 && Spelling.date(ascii(value), 0)),
        TIMESTAMP("timestamp", ToldSpelling::moment, value -> isTimestamp(value) && zone(value) < 0),
        TIMESTAMPTZ("timestamptz", ToldSpelling::moment, value -> isTimestamp(value) && zone(value) >= 0),
        /** In capitals it would come back in small letters. */
        UUID(
                "uuid",
                (spelling, value) -> value,
                value -> Spelling.uuid(ascii(value), 0, value.length()) && isSmall(value));

        private static final int LONGEST_BIGINT = 19;
        private static final String LARGEST_BIGINT = "9223372036854775807";
        /** As far as numeric goes, before and behind the point. */
        private static final int MOST_DIGITS = 131_072;

        private static final int MOST_DECIMALS = 16_383;
        /** Of a second: a microsecond. */
        private static final int MOST_OF_A_SECOND = 6;

        private static final int BEHIND_MINUTES = 16;

        private final String type;
        private final BiFunction<ToldSpelling, String, String> spelt;
        private final Predicate<String> takes;

        Guess(String type, BiFunction<ToldSpelling, String, String> spelt, Predicate<String> takes) {
            this.type = type;
            this.spelt = spelt;
            this.takes = takes;
        }

        private boolean takes(ToldSpelling spelling, String value) {
            return takes.test(spelt.apply(spelling, value));
        }

        /** A sign before nothing negative, or a zero before other digits, is part of a code and would be lost. */
        private static boolean isBigint(String value) {
            int from = value.startsWith("-") ? 1 : 0;
            int digits = value.length() - from;
            return digits <= LONGEST_BIGINT
                    && behindDigits(value, from) == value.length()
                    && begins(value, from, value.length())
                    && !value.equals("-0")
                    && (digits < LONGEST_BIGINT || value.substring(from).compareTo(LARGEST_BIGINT) <= 0);
        }

        private static boolean isNumeric(String value) {
            int from = value.startsWith("-") ? 1 : 0;
            int point = behindDigits(value, from);
            int end = point < value.length() && value.charAt(point) == '.' ? behindDigits(value, point + 1) : point;
            return end == value.length()
                    && end != point + 1
                    && begins(value, from, point)
                    && point - from <= MOST_DIGITS
                    && end - point - 1 <= MOST_DECIMALS
                    && (from == 0 || !isZero(value));
        }

        private static boolean isZero(String value) {
            return value.chars().allMatch(c -> c == '0' || c == '.' || c == '-');
        }

        private static boolean begins(String value, int from, int to) {
            return to > from && (value.charAt(from) != '0' || to == from + 1);
        }

        private static int behindDigits(String value, int from) {
            int i = from;
            while (i < value.length() && value.charAt(i) >= '0' && value.charAt(i) <= '9') {
                i++;
            }
            return i;
        }

        private static boolean isTimestamp(String value) {
            if (value.length() < BEHIND_MINUTES || value.charAt(4) != '-') {
                return false;
            }
            byte[] bytes = ascii(value);
            int point = value.indexOf('.');
            return Spelling.timestamp(bytes, 0, bytes.length)
                    && (point < 0 || behindDigits(value, point + 1) - point - 1 <= MOST_OF_A_SECOND);
        }

        /** Where the zone begins, or -1. */
        private static int zone(String value) {
            for (int i = BEHIND_MINUTES; i < value.length(); i++) {
                if (value.charAt(i) == 'Z' || value.charAt(i) == '+' || value.charAt(i) == '-') {
                    return i;
                }
            }
            return -1;
        }

        private static boolean isSmall(String value) {
            return value.chars().noneMatch(c -> c >= 'A' && c <= 'F');
        }

        /** What is beyond ASCII becomes a question mark, which no type but text has in it. */
        private static byte[] ascii(String value) {
            return value.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final String TEXT = "text";
    private static final Pattern FIGURES = Pattern.compile("[-+.,:/ ()%0-9]*[0-9][-+.,:/ ()%0-9]*");

    private final List<Guess> possible = new ArrayList<>(List.of(Guess.values()));
    private final ToldSpelling spelling;
    private final NumberEvidence marks = new NumberEvidence(false);
    private boolean any;

    TypeEvidence() {
        this(ToldSpelling.NONE);
    }

    /** @param spelling how values were told to be written */
    TypeEvidence(ToldSpelling spelling) {
        this.spelling = spelling;
    }

    /** Takes note of a value; of a gap, null, there is nothing to note. */
    void see(String value) {
        if (value != null) {
            any = true;
            possible.removeIf(guess -> !guess.takes(spelling, value));
            if (!marks.points() && possible.contains(Guess.NUMERIC)) {
                marks.see(value, 0);
            }
        }
    }

    /** Whether a point stands before a fraction beyond doubt. */
    boolean showsPoints() {
        return marks.points();
    }

    /** Where points may stand between groups, such numbers stay as they were written. */
    void doubtPoints() {
        if (marks.unclearPoint() != null) {
            possible.remove(Guess.NUMERIC);
        }
    }

    /** Whether nothing that is still to come can change the type. */
    boolean isSettled() {
        return any && possible.isEmpty();
    }

    /** The type as SQL writes it. */
    String type() {
        return any && !possible.isEmpty() ? possible.get(0).type : TEXT;
    }

    /** Whether the text is a value rather than a name: of a type, or digits and signs alone, as numbers of telephones are. */
    static boolean isValue(String text) {
        // A single letter is the name of a column sooner than a truth.
        return text.length() > 1 && !typeOf(text).equals(TEXT)
                || FIGURES.matcher(text).matches();
    }

    /** The type of a single value. */
    static String typeOf(String text) {
        TypeEvidence evidence = new TypeEvidence();
        evidence.see(text);
        return evidence.type();
    }
}
