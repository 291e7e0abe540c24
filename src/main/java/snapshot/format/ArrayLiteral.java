package snapshot.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The elements of an array as PostgreSQL writes it, of one dimension that begins at one. */
final class ArrayLiteral {

    private static final byte[] NULL = "NULL".getBytes(StandardCharsets.US_ASCII);

    private final AsciiBuilder text = new AsciiBuilder(256);
    private int[] ends = new int[16];
    private boolean[] nulls = new boolean[16];
    private int size;

    int size() {
        return size;
    }

    /** Where the texts of the elements are, one after the other. */
    byte[] bytes() {
        return text.bytes();
    }

    int from(int element) {
        return element == 0 ? 0 : ends[element - 1];
    }

    int to(int element) {
        return ends[element];
    }

    boolean isNull(int element) {
        return nulls[element];
    }

    void parse(byte[] literal, int from, int to) throws IOException {
        text.clear();
        size = 0;
        if (to - from < 2 || literal[from] != '{' || literal[to - 1] != '}') {
            throw strange(literal, from, to);
        }
        int last = to - 1;
        for (int at = from + 1; at < last; at++) {
            at = literal[at] == '"' ? quoted(literal, at + 1, last) : bare(literal, at, last);
            if (at > last || at < last && literal[at] != ',') {
                throw strange(literal, from, to);
            }
        }
    }

    /** Takes an element in quotes; returns what is behind the second. */
    private int quoted(byte[] literal, int from, int to) {
        int at = from;
        while (at < to && literal[at] != '"') {
            if (literal[at] == '\\') {
                at++;
            }
            text.add(literal[at++]);
        }
        add(false);
        return at + 1;
    }

    private int bare(byte[] literal, int from, int to) {
        int at = from;
        while (at < to && literal[at] != ',') {
            at++;
        }
        boolean none = Arrays.equals(literal, from, at, NULL, 0, NULL.length);
        if (!none) {
            text.add(literal, from, at);
        }
        add(none);
        return at;
    }

    private void add(boolean none) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            nulls = Arrays.copyOf(nulls, size * 2);
        }
        ends[size] = text.length();
        nulls[size++] = none;
    }

    private static IOException strange(byte[] literal, int from, int to) {
        return new IOException("cannot read '%s' as an array of one dimension"
                .formatted(new String(literal, from, to - from, StandardCharsets.UTF_8)));
    }
}
