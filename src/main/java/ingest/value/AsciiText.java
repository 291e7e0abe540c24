package ingest.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text of ASCII under construction; used over and over. */
final class AsciiText {

    private byte[] bytes = new byte[48];
    private int length;

    AsciiText clear() {
        length = 0;
        return this;
    }

    int length() {
        return length;
    }

    AsciiText add(char c) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) c;
        return this;
    }

    AsciiText add(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            add(text.charAt(i));
        }
        return this;
    }

    AsciiText add(String text) {
        return add(text, 0, text.length());
    }

    AsciiText two(int number) {
        return add((char) ('0' + number / 10 % 10)).add((char) ('0' + number % 10));
    }

    AsciiText four(int number) {
        return two(number / 100).two(number % 100);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
