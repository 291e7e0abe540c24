package ledger;

import java.util.regex.Pattern;

/** What somebody else's error says, without what is nobody's business: where on the disk files are, and how Java calls objects. */
public final class FaultText {

    private static final Pattern OBJECT = Pattern.compile("\\b(?:[a-z_][\\w$]*\\.)*[A-Z][\\w$]*@[0-9a-f]{2,}\\b");

    /** An absolute path up to its last part; what a URL has behind its host is none. */
    private static final Pattern FOLDERS = Pattern.compile("(?<![\\w/.:@])(?:[A-Za-z]:)?/(?:[^/\\s:'\"]+/)+");

    private FaultText() {}

    /** The first line of its message; the kind of error if it has none. */
    public static String of(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null || message.isBlank()
                ? trouble.getClass().getSimpleName()
                : of(message.lines().findFirst().orElse(message));
    }

    /** The same of a text. */
    public static String of(String text) {
        return FOLDERS.matcher(OBJECT.matcher(text).replaceAll("the file")).replaceAll("");
    }
}
