package reports;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What a parameter of a report can be: a type of the database, and how a value of it is written. */
public enum ParameterType {
    INTEGER("a whole number", text -> LongNode.valueOf(Integer.parseInt(text))),
    BIGINT("a whole number", text -> LongNode.valueOf(Long.parseLong(text))),
    NUMERIC("a number", text -> DecimalNode.valueOf(number(text))),
    BOOLEAN("true or false", text -> BooleanNode.valueOf(truth(text))),
    DATE(
            "a date such as 2021-12-31",
            text -> TextNode.valueOf(LocalDate.parse(text).toString())),
    TIMESTAMPTZ(
            "a time with a zone such as 2021-12-31T12:00:00Z",
            text -> TextNode.valueOf(OffsetDateTime.parse(text).toString())),
    UUID("a UUID", text -> TextNode.valueOf(java.util.UUID.fromString(text).toString())),
    TEXT("a text", TextNode::valueOf);

    /** What is beyond this is no figure of a report, and costs the memory of its zeros. */
    private static final int MOST_DIGITS = 1000;

    private final String words;
    private final Function<String, JsonNode> reading;

    ParameterType(String words, Function<String, JsonNode> reading) {
        this.words = words;
        this.reading = reading;
    }

    /** As a header and SQL call it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ParameterType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** What a value is, in words. */
    String words() {
        return words;
    }

    /** The value as JSON, if it is one. */
    Optional<JsonNode> read(String text) {
        if (text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.apply(text));
        } catch (IllegalArgumentException | java.time.DateTimeException none) {
            return Optional.empty();
        }
    }

    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            throw new IllegalArgumentException("too many digits");
        }
        return number;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
