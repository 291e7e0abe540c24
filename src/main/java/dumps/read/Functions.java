package dumps.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.ValueKind;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;

/** The functions that tools write into dumps instead of literals, and what they give. */
final class Functions {

    private Functions() {}

    /** What it gives; null if it is none of them, or its arguments are no texts or numbers. */
    static Literal call(String name, List<Literal> arguments) {
        if (arguments.stream().anyMatch(one -> one.is(ValueKind.NULL) || one.is(ValueKind.DEFAULT))) {
            return null;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "replace" -> arguments.size() == 3 ? replace(arguments) : null;
            case "char", "chr" -> characters(arguments);
            case "unistr" -> arguments.size() == 1 ? unistr(arguments.get(0).spelling()) : null;
            case "conv" -> bits(arguments);
            case "unhex" -> arguments.size() == 1 ? Literal.hex(arguments.get(0).spelling()) : null;
            case "decode" ->
                arguments.size() == 2 && arguments.get(1).spelling().equalsIgnoreCase("hex")
                        ? Literal.hex(arguments.get(0).spelling())
                        : null;
            default -> null;
        };
    }

    /** As Adminer writes bits: {@code CONV('101', 2, 10) + 0}. */
    private static Literal bits(List<Literal> arguments) {
        boolean binary = arguments.size() == 3
                && arguments.get(1).spelling().equals("2")
                && arguments.get(2).spelling().equals("10")
                && arguments.get(0).spelling().matches("[01]{1,64}");
        return binary ? Literal.bits(arguments.get(0).spelling()) : null;
    }

    private static Literal replace(List<Literal> arguments) {
        String what = arguments.get(1).spelling();
        return what.isEmpty()
                ? arguments.get(0)
                : Literal.text(arguments
                        .get(0)
                        .spelling()
                        .replace(what, arguments.get(2).spelling()));
    }

    private static Literal characters(List<Literal> numbers) {
        StringBuilder text = new StringBuilder();
        for (Literal number : numbers) {
            if (!number.spelling().matches("\\d{1,7}")
                    || !Character.isValidCodePoint(Integer.parseInt(number.spelling()))) {
                return null;
            }
            text.appendCodePoint(Integer.parseInt(number.spelling()));
        }
        return Literal.text(text.toString());
    }

    /** SQLite's: four digits behind a backslash, or behind {@code u}, six behind {@code +}, eight behind {@code U}. */
    private static Literal unistr(String text) {
        StringBuilder said = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char one = text.charAt(at);
            if (one != '\\') {
                said.append(one);
                at++;
                continue;
            }
            if (text.startsWith("\\\\", at)) {
                said.append('\\');
                at += 2;
                continue;
            }
            char mark = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            int from = at + (mark == 'u' || mark == 'U' || mark == '+' ? 2 : 1);
            int to = from + (mark == 'U' ? 8 : mark == '+' ? 6 : 4);
            if (to > text.length() || !text.substring(from, to).matches("[0-9a-fA-F]+")) {
                return null;
            }
            int point = Integer.parseUnsignedInt(text.substring(from, to), 16);
            if (!Character.isValidCodePoint(point)) {
                return null;
            }
            said.appendCodePoint(point);
            at = to;
        }
        return Literal.text(said.toString());
    }

    /** One behind the other, as {@code ||} has it. */
    static Literal concatenated(Literal first, Literal second) {
        if (!isText(first) || !isText(second)) {
            return null;
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first.bytes());
        both.writeBytes(second.bytes());
        return new Literal(first.kind(), both.toByteArray());
    }

    private static boolean isText(Literal literal) {
        return literal.is(ValueKind.TEXT);
    }

    /** A text in that character set, given as its bytes. */
    static Literal inCharset(String charset, Literal literal) {
        if (charset.equalsIgnoreCase("binary")) {
            return new Literal(ValueKind.BYTES, literal.bytes());
        }
        byte[] bytes = literal.bytes();
        if (literal.is(ValueKind.TEXT)) {
            return literal;
        }
        if (!literal.is(ValueKind.BYTES)) {
            return null;
        }
        if (Charsets.narrow(charset) != null) {
            return new Literal(ValueKind.TEXT, Charsets.toUtf8(bytes, 0, bytes.length, Charsets.narrow(charset)));
        }
        return Charsets.isUtf8(bytes, 0, bytes.length)
                ? Literal.text(new String(bytes, UTF_8))
                : new Literal(ValueKind.BYTES, bytes);
    }
}
