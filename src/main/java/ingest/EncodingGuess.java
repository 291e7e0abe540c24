package ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Map;
import ledger.ProblemException;
import rows.load.TextEncoding;

/** Which encoding bytes are likely in that are not UTF-8. */
final class EncodingGuess {

    /** In the order in which they are taken where several are as likely. */
    private static final List<String> CANDIDATES = List.of(
            "windows-1252",
            "Shift_JIS",
            "GB18030",
            "EUC-KR",
            "Big5",
            "EUC-JP",
            "windows-1251",
            "windows-1250",
            "KOI8-R",
            "windows-1253",
            "IBM850",
            "x-MacRoman");

    private static final Map<String, int[]> USUAL = Map.of(
            "Shift_JIS", new int[] {0x82, 0x97},
            "GB18030", new int[] {0xB0, 0xD7},
            "Big5", new int[] {0xA4, 0xC6},
            "EUC-KR", new int[] {0xB0, 0xC8},
            "EUC-JP", new int[] {0xA4, 0xCF});

    private EncodingGuess() {}

    /**
     * Refuses a file whose encoding was not said if the record in hand is no text in it.
     *
     * @throws ProblemException with the nearest guess
     */
    static void refuseUnlessText(FieldScanner record, TextEncoding taken) {
        if (!record.isText()) {
            throw refused(record.line(), record.scanned(), taken);
        }
    }

    private static ProblemException refused(long line, byte[] bytes, TextEncoding taken) {
        String nearest = nearest(bytes);
        return CsvFile.refused(
                "line " + line + " is no text in " + taken + ", and nothing says what encoding the file is in",
                "say encoding=" + nearest + " if that is it: line " + line + " would read " + shown(bytes, nearest)
                        + "; or encoding=UTF-8 to have such lines as dead letters");
    }

    private static String shown(byte[] bytes, String encoding) {
        String text = new String(bytes, Charset.forName(encoding)).replace('\0', '\uFFFD');
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
    }

    static String nearest(byte[] bytes) {
        String best = "windows-1252";
        double bestScore = -1;
        for (String candidate : CANDIDATES) {
            double score = Charset.isSupported(candidate) ? score(bytes, Charset.forName(candidate)) : -1;
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    /** How much of what is beyond ASCII reads like words; below 0 if it is no text. */
    private static double score(byte[] bytes, Charset charset) {
        String text;
        try {
            text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            return -1;
        }
        double points = 0;
        int beyond = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                beyond++;
                points += points(c, i > 0 ? text.charAt(i - 1) : ' ') * usual(c, charset);
            }
        }
        return beyond == 0 ? 0 : points / beyond;
    }

    private static double points(char c, char before) {
        if (c < 0xA0 || Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.PRIVATE_USE) {
            return -1;
        }
        if (!Character.isLetter(c)) {
            return "€£°§«»–—’‘“”…´·º".indexOf(c) >= 0 ? 0.8 : 0.1;
        }
        // A word is small after its first letter, and of one script.
        boolean oddCase = Character.isUpperCase(c) && Character.isLowerCase(before);
        boolean oddScript =
                Character.isLetter(before) && Character.UnicodeScript.of(c) != Character.UnicodeScript.of(before);
        boolean rare = Character.UnicodeBlock.of(c) == Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS;
        // Accents seldom stand side by side.
        boolean crowded = before >= 128 && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
        return rare ? 0.2 : 1 - (oddCase ? 0.6 : 0) - (oddScript ? 0.5 : 0) - (crowded ? 0.5 : 0);
    }

    /** Of encodings with thousands of characters the usual ones stand together, by their first byte. */
    private static double usual(char c, Charset charset) {
        int[] range = USUAL.get(charset.name());
        if (range == null) {
            return 1;
        }
        int lead = String.valueOf(c).getBytes(charset)[0] & 0xFF;
        return lead >= range[0] && lead <= range[1] ? 1 : 0.3;
    }
}
