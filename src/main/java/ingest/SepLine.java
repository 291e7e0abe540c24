package ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A first line that says the delimiter, as spreadsheets write and read it. */
record SepLine(String delimiter) {

    private static final int LONGEST = 64;
    private static final Pattern SEP =
            Pattern.compile("\uFEFF?\"?sep=([^\"]{1,8}?)\"?[ \t]*", Pattern.CASE_INSENSITIVE);

    /** The line, or null if the file has none or says another delimiter than was told. */
    static SepLine of(CsvFile file, CsvOptions options) throws IOException {
        byte[] head = file.sample(options.skip()).readNBytes(LONGEST);
        String text = new String(head, StandardCharsets.UTF_8);
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        Matcher line = SEP.matcher(text.substring(0, end));
        if (!line.matches()) {
            return null;
        }
        String delimiter = line.group(1);
        return options.delimiter() == null || options.delimiter().equals(delimiter) ? new SepLine(delimiter) : null;
    }

    String note() {
        return "the first line says sep=" + ControlCharacters.show(delimiter);
    }
}
