package ingest;

import ingest.value.DateOrder;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;

/**
 * What the caller says of how a file writes its values; what is null or empty is as PostgreSQL reads it, or found out.
 *
 * @param decimal the mark before the fraction of a number, or null
 * @param thousands the mark between groups of three digits, or null
 * @param trueWords words for true beside those that PostgreSQL knows
 * @param falseWords words for false
 * @param dates the order of numeric dates, or null
 * @param timeZone where times without a zone were, or null
 */
public record ValueOptions(
        Character decimal,
        Character thousands,
        Set<String> trueWords,
        Set<String> falseWords,
        DateOrder dates,
        ZoneId timeZone) {

    public static final ValueOptions DEFAULT = new ValueOptions(null, null, Set.of(), Set.of(), null, null);

    /**
     * Options as users write them.
     *
     * @throws ProblemException if one of them makes no sense
     */
    static ValueOptions read(OptionTexts texts) {
        Character decimal =
                texts.text("decimal").map(text -> mark("decimal", text)).orElse(null);
        Character thousands =
                texts.text("thousands").map(text -> mark("thousands", text)).orElse(null);
        if (decimal != null && decimal.equals(thousands)) {
            throw malformed("decimal and thousands are the same");
        }
        List<String> words =
                texts.text("booleans").map(text -> List.of(text.split("/", -1))).orElse(List.of("", ""));
        if (words.size() != 2) {
            throw malformed("booleans are the words for true, a slash, and those for false, as in Ja,WAHR/Nein");
        }
        Set<String> trueWords = words(words.get(0));
        Set<String> falseWords = words(words.get(1));
        if (trueWords.stream().anyMatch(falseWords::contains)) {
            throw malformed("booleans has the same word on both sides");
        }
        return new ValueOptions(
                decimal,
                thousands,
                trueWords,
                falseWords,
                texts.text("dates").map(ValueOptions::order).orElse(null),
                texts.text("time-zone").map(ValueOptions::zone).orElse(null));
    }

    private static char mark(String what, String text) {
        if (text.codePointCount(0, text.length()) != 1
                || text.length() != 1
                || Character.isLetterOrDigit(text.charAt(0))
                || "+-\n\r\0".contains(text)) {
            throw malformed(what + " is one character, and no letter, digit or sign");
        }
        return text.charAt(0);
    }

    /** In small letters, as they are compared. */
    private static Set<String> words(String listed) {
        return Set.copyOf(List.of(listed.split(",")).stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList());
    }

    private static DateOrder order(String text) {
        try {
            return DateOrder.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed("dates is iso, dmy, mdy or ymd, not \"" + text + '"');
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw malformed("time-zone \"" + text + "\" is none that is known; such as Europe/Berlin, UTC or +02:00");
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.malformed(detail, null));
    }

    public ValueOptions {
        trueWords = Set.copyOf(trueWords);
        falseWords = Set.copyOf(falseWords);
    }
}
