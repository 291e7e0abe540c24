package routes.http;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands above a part of a form.
 *
 * @param field the name of the form's field
 * @param fileName what the client calls the file, or null where the part is none
 * @param contentType as the client wrote it, or null
 */
record PartHead(String field, String fileName, String contentType) {

    private static final Pattern HEADER = Pattern.compile("(?m)^([^:\\r\\n]+):[ \\t]*([^\\r\\n]*)");

    /** As if there were none. */
    private static final Set<String> PLAIN = Set.of("binary", "8bit", "7bit");

    /** Reads the lines above the part. */
    static PartHead of(String head) {
        Map<String, String> headers = new TreeMap<>();
        // A line that begins with a blank belongs to the one before it.
        Matcher lines = HEADER.matcher(head.replaceAll("\\r?\\n[ \\t]+", " "));
        while (lines.find()) {
            headers.put(
                    lines.group(1).strip().toLowerCase(Locale.ROOT),
                    lines.group(2).strip());
        }
        if (!PLAIN.contains(
                headers.getOrDefault("content-transfer-encoding", "binary").toLowerCase(Locale.ROOT))) {
            throw FormCutter.malformed("a part of the form comes in " + headers.get("content-transfer-encoding"));
        }
        Map<String, String> said = parameters(headers.getOrDefault("content-disposition", ""));
        String fileName = said.containsKey("filename*") ? extended(said.get("filename*")) : said.get("filename");
        if (said.get("name") == null && fileName == null) {
            throw FormCutter.malformed("a part of the form has no name");
        }
        if (fileName != null && fileName.indexOf('\0') >= 0) {
            throw FormCutter.malformed("a file's name in the form holds a NUL");
        }
        return new PartHead(said.getOrDefault("name", ""), fileName, headers.get("content-type"));
    }

    /** The parameters behind a header's value, by name in small letters: {@code name=value} or {@code name="value"}. */
    static Map<String, String> parameters(String header) {
        Map<String, String> said = new TreeMap<>();
        int at = header.indexOf(';');
        while (at >= 0) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = header.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            at = value(header, equals + 1, value);
            said.putIfAbsent(name, value.toString());
        }
        return said;
    }

    /** Reads one value; returns where the next parameter begins, or -1. In quotes a backslash only hides a quote or another. */
    private static int value(String header, int from, StringBuilder value) {
        int at = from;
        while (at < header.length() && header.charAt(at) == ' ') {
            at++;
        }
        if (at < header.length() && header.charAt(at) == '"') {
            at++;
            while (at < header.length() && header.charAt(at) != '"') {
                boolean hides = header.charAt(at) == '\\'
                        && at + 1 < header.length()
                        && "\"\\".indexOf(header.charAt(at + 1)) >= 0;
                value.append(header.charAt(hides ? at + 1 : at));
                at += hides ? 2 : 1;
            }
            return header.indexOf(';', at);
        }
        int next = header.indexOf(';', at);
        value.append(header.substring(at, next < 0 ? header.length() : next).strip());
        return next;
    }

    /** {@code utf-8'de'K%C3%A4se.csv}, as RFC 5987 has it. */
    private static String extended(String text) {
        String[] parts = text.split("'", 3);
        try {
            return parts.length < 3
                    ? text
                    : URLDecoder.decode(
                            parts[2].replace("+", "%2B"),
                            parts[0].isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(parts[0]));
        } catch (IllegalArgumentException e) {
            throw FormCutter.malformed("a file's name in the form is not encoded as it says");
        }
    }
}
