package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpRow;
import java.io.IOException;

/** Reads what stands in quotes, and puts what it says behind the values of a row. */
final class Strings {

    /** Which backslashes say something. */
    enum Escapes {
        NONE,
        MYSQL,
        POSTGRES
    }

    private final ByteWindow window;
    private final int most;
    private boolean high;
    private boolean tooLong;
    private long backslashKept;

    /** @param most bytes of a value that are held */
    Strings(ByteWindow window, int most) {
        this.window = window;
        this.most = most;
    }

    /** Whether the last one has bytes that are not ASCII. */
    boolean isHigh() {
        return high;
    }

    /** Whether one since the last call was longer than may be held; nothing of it is there then. */
    boolean wasTooLong() {
        boolean was = tooLong;
        tooLong = false;
        return was;
    }

    /** The line of the first backslash that was kept where MySQL itself would drop it; 0 if there is none. */
    long backslashKept() {
        return backslashKept;
    }

    /** Reads one from its opening quote on, up to behind the closing one. */
    void read(Escapes escapes, DumpRow out) throws IOException {
        int start = window.place();
        byte quote = window.bytes()[start];
        byte close = quote == '[' ? (byte) ']' : quote;
        long line = -1;
        int any = 0;
        boolean escaping = escapes != Escapes.NONE;
        window.moveTo(start + 1);
        while (true) {
            byte[] bytes = window.bytes();
            int from = window.place();
            int to = window.limit();
            int at = from;
            while (at < to) {
                byte one = bytes[at];
                if (one == close || escaping && one == '\\') {
                    break;
                }
                any |= one;
                at++;
            }
            put(bytes, from, at - from, out);
            if (at == to) {
                line = line < 0 && start >= 0 ? window.lineOf(start) : line;
                start = -1;
                window.moveTo(at);
                if (!window.more()) {
                    throw new EndedException(line, "a string begins there and never ends");
                }
            } else if (bytes[at] == close) {
                window.moveTo(at + 1);
                if (at + 1 == to && start >= 0) {
                    line = window.lineOf(start);
                    start = -1;
                }
                if (window.peek() != (close & 0xFF)) {
                    high = any < 0;
                    return;
                }
                out.put(close);
                window.moveTo(window.place() + 1);
            } else {
                window.moveTo(at);
                if (at + 12 >= to && start >= 0) {
                    line = window.lineOf(start);
                    start = -1;
                }
                if (window.peek(1) < 0) {
                    throw new EndedException(line, "a string begins there and never ends");
                }
                any |= escapes == Escapes.MYSQL ? mysql(out) : postgres(out);
            }
        }
    }

    /** Puts bytes behind those of the value, as long as it may be held. */
    void put(byte[] bytes, int from, int length, DumpRow out) {
        if (length > most - out.pending() || tooLong) {
            tooLong = true;
            out.takeBack();
        } else {
            out.put(bytes, from, length);
        }
    }

    private int mysql(DumpRow out) throws IOException {
        int one = window.peek(1);
        window.moveTo(window.place() + 2);
        int said =
                switch (one) {
                    case '0' -> 0;
                    case 'b' -> '\b';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'Z' -> 26;
                    default -> one;
                };
        // Before a blank MySQL itself would drop it, and so no tool writes it: people who do mean a backslash.
        if (one == '%' || one == '_' || one == ' ') {
            out.put('\\');
            backslashKept = one == ' ' && backslashKept == 0 ? window.line() : backslashKept;
        }
        out.put(said);
        return (byte) said;
    }

    private int postgres(DumpRow out) throws IOException {
        int one = window.peek(1);
        window.moveTo(window.place() + 2);
        switch (one) {
            case 'b' -> out.put('\b');
            case 'f' -> out.put('\f');
            case 'n' -> out.put('\n');
            case 'r' -> out.put('\r');
            case 't' -> out.put('\t');
            case 'x' -> {
                return number(16, 2, 'x', out);
            }
            case 'u' -> {
                return codePoint(4, 'u', out);
            }
            case 'U' -> {
                return codePoint(8, 'U', out);
            }
            default -> {
                if (one >= '0' && one <= '7') {
                    window.moveTo(window.place() - 1);
                    return number(8, 3, '0', out);
                }
                out.put(one);
                return (byte) one;
            }
        }
        return 0;
    }

    /** Reads a backslash with what it says in a COPY block. */
    int copyEscape(DumpRow out) throws IOException {
        int one = window.peek(1);
        if (one == 'v') {
            window.moveTo(window.place() + 2);
            out.put(0x0B);
            return 0;
        }
        if (one == 'u' || one == 'U') {
            window.moveTo(window.place() + 2);
            out.put(one);
            return 0;
        }
        return postgres(out);
    }

    private int digits(int radix, int longest) throws IOException {
        int value = 0;
        int count = 0;
        for (; count < longest; count++) {
            int digit = Character.digit(window.peek(), radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            window.moveTo(window.place() + 1);
        }
        return count == 0 ? -1 : value;
    }

    private int number(int radix, int longest, int otherwise, DumpRow out) throws IOException {
        int value = digits(radix, longest);
        out.put(value < 0 ? otherwise : value);
        return (byte) value;
    }

    private int codePoint(int longest, int otherwise, DumpRow out) throws IOException {
        int value = digits(16, longest);
        if (value < 0 || !Character.isValidCodePoint(value)) {
            out.put(otherwise);
            return 0;
        }
        if (Character.isHighSurrogate((char) value)
                && value < 0x10000
                && window.peek() == '\\'
                && window.peek(1) == 'u') {
            window.moveTo(window.place() + 2);
            int low = digits(16, 4);
            value = low >= 0 ? Character.toCodePoint((char) value, (char) low) : value;
        }
        byte[] bytes = Character.toString(value).getBytes(UTF_8);
        out.put(bytes, 0, bytes.length);
        return bytes[0];
    }
}
