package snapshot.format;

import java.nio.charset.StandardCharsets;

/** Text as bytes of UTF-8. */
final class AsciiBuilder extends GrowingBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    AsciiBuilder(int capacity) {
        super(capacity);
    }

    AsciiBuilder add(int b) {
        room(1);
        bytes[length++] = (byte) b;
        return this;
    }

    AsciiBuilder add(byte[] source, int from, int to) {
        append(source, from, to);
        return this;
    }

    /** ASCII only. */
    AsciiBuilder add(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    AsciiBuilder number(long value) {
        if (value == Long.MIN_VALUE) {
            return add(Long.toString(value));
        }
        return value < 0 ? add('-').padded(-value, 1) : padded(value, 1);
    }

    /** A number that is not negative, with zeros before it up to the width. */
    AsciiBuilder padded(long value, int width) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        digits = Math.max(digits, width);
        room(digits);
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    AsciiBuilder hex(byte[] source, int from, int to) {
        room(2 * (to - from));
        for (int i = from; i < to; i++) {
            bytes[length++] = HEX[source[i] >> 4 & 0xF];
            bytes[length++] = HEX[source[i] & 0xF];
        }
        return this;
    }

    /** In the quotes of CSV, so that nothing in it has a meaning. */
    AsciiBuilder quoted(byte[] source, int from, int to) {
        return escaped(source, from, to, '"', '"', '"');
    }

    /** Between two quotes, the escape before each of the two bytes given. */
    AsciiBuilder escaped(byte[] source, int from, int to, int first, int second, int escape) {
        room(2 + 2 * (to - from));
        bytes[length++] = '"';
        for (int i = from; i < to; i++) {
            byte b = source[i];
            if (b == first || b == second) {
                bytes[length++] = (byte) escape;
            }
            bytes[length++] = b;
        }
        bytes[length++] = '"';
        return this;
    }
}
