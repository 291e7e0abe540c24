package dumps;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * One value, exactly as a dump has it. Two are equal when kind and spelling are: 1.0 is not 1.00 here.
 *
 * @param kind what it is
 * @param spelling its text, number, zeros and ones, {@code true} or {@code false}; bytes in Base64; empty for the other kinds
 */
public record DumpValue(ValueKind kind, String spelling) {

    public static final DumpValue NULL = new DumpValue(ValueKind.NULL, "");
    public static final DumpValue DEFAULT = new DumpValue(ValueKind.DEFAULT, "");

    public DumpValue {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(spelling, "spelling");
    }

    public static DumpValue text(String text) {
        return new DumpValue(ValueKind.TEXT, text);
    }

    public static DumpValue number(String spelling) {
        return new DumpValue(ValueKind.NUMBER, spelling);
    }

    /** Of bytes as {@link DumpRow} has them: of the kind BYTES the bytes themselves, of every other kind UTF-8. */
    static DumpValue of(ValueKind kind, byte[] bytes, int from, int to) {
        return switch (kind) {
            case NULL -> NULL;
            case DEFAULT -> DEFAULT;
            case BYTES -> new DumpValue(kind, Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to)));
            default -> new DumpValue(kind, new String(bytes, from, to - from, UTF_8));
        };
    }

    /** The bytes of the kind BYTES; of every other kind its spelling in UTF-8. */
    public byte[] bytes() {
        return kind == ValueKind.BYTES ? Base64.getDecoder().decode(spelling) : spelling.getBytes(UTF_8);
    }

    public boolean isNull() {
        return kind == ValueKind.NULL;
    }
}
