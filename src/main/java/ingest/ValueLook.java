package ingest;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import postgres.Column;

/**
 * Whether a text may be a value of a column, in whatever way people write one: what is not may be the column's name.
 * Generous, since it decides between a row and a question, not between a row and a dead letter.
 */
final class ValueLook {

    private static final Set<String> NOTHING = Set.of("", "-", "na", "n/a", "#n/a", "null", "none", "nil", "\\n", "?");

    private static final Set<String> TRUTHS = Set.of(
            "t",
            "tr",
            "tru",
            "true",
            "f",
            "fa",
            "fal",
            "fals",
            "false",
            "y",
            "ye",
            "yes",
            "n",
            "no",
            "on",
            "of",
            "off",
            "1",
            "0",
            "x",
            "ja",
            "j",
            "nein",
            "wahr",
            "falsch",
            "w",
            "oui",
            "non",
            "o",
            "vrai",
            "faux",
            "si",
            "sí",
            "s",
            "sim",
            "não",
            "nao",
            "verdadero",
            "falso",
            "vero",
            "verdadeiro",
            "tak",
            "nie",
            "да",
            "нет");

    private static final Set<String> MOMENTS =
            Set.of("infinity", "-infinity", "now", "today", "tomorrow", "yesterday", "epoch", "allballs");

    private static final Set<String> NO_NUMBERS =
            Set.of("nan", "infinity", "-infinity", "+infinity", "inf", "-inf", "+inf");

    /** Digits with marks between them, and at most a unit or currency beside them. */
    private static final Pattern NUMBER = Pattern.compile(
            "[^\\p{L}\\p{N}]*(\\p{L}{1,3}[^\\p{L}\\p{N}]*)?\\p{Nd}[^\\p{L}]*([eE][+-]?\\p{Nd}+)?[^\\p{L}]*\\p{L}{0,3}\\.?");

    /** Letters with a number behind them: a name, as {@code col1} is. */
    private static final Pattern NUMBERED = Pattern.compile("\\p{L}+[_-]?\\p{Nd}+");

    private static final Pattern DIGITS = Pattern.compile("[+-]?\\p{Nd}+([.,]0+)?");

    private static final Pattern UUID = Pattern.compile("\\{?([0-9a-fA-F]{4}-?){8}\\}?");
    private static final Pattern JSON = Pattern.compile("(?s)\\s*([\\[{\"].*|-?[0-9].*|true|false|null)\\s*");

    private ValueLook() {}

    /** Whether the column may take the text, or something that is meant by it. */
    static boolean may(String text, Column column) {
        if (text == null) {
            return true;
        }
        String value = text.strip().toLowerCase(Locale.ROOT);
        if (NOTHING.contains(value)) {
            return true;
        }
        boolean name = NUMBERED.matcher(value).matches();
        return switch (column.baseType()) {
            case "int2", "int4", "int8", "numeric", "float4", "float8", "money", "oid" ->
                NUMBER.matcher(value).matches() && !name || NO_NUMBERS.contains(value);
            case "bool" -> TRUTHS.contains(value) || DIGITS.matcher(value).matches();
            case "date", "timestamp", "timestamptz" -> hasDigits(value, 3) && !name || MOMENTS.contains(value);
            case "time", "timetz", "interval" -> hasDigits(value, 1) && !name || MOMENTS.contains(value);
            case "uuid" -> UUID.matcher(value).matches();
            case "json", "jsonb" -> JSON.matcher(value).matches();
            default -> !column.baseType().startsWith("_") || value.startsWith("{") || value.startsWith("[");
        };
    }

    private static boolean hasDigits(String value, long least) {
        return value.chars().filter(Character::isDigit).limit(least).count() == least;
    }
}
