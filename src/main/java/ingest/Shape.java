package ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the beginning of a file looks like when it is cut by a structure.
 *
 * @param seen the first records
 * @param usual the width that most of the sound ones have, 0 if there are none
 * @param times how many have it
 * @param faults records whose quotes make no sense
 * @param quoted fields in quotes
 */
record Shape(Structure structure, List<Seen> seen, int usual, int times, int faults, int quoted) {

    private static final int RECORDS_LOOKED_AT = 100;

    /**
     * One record.
     *
     * @param fields its fields, or null if it cannot be read
     * @param firstQuoted whether the first field stood in quotes
     * @param allQuoted whether every field did
     */
    record Seen(long line, int width, String[] fields, boolean firstQuoted, boolean allQuoted, String raw) {

        boolean readable() {
            return fields != null;
        }

        /** Fields that are not empty. */
        int filled() {
            return (int) Arrays.stream(fields)
                    .filter(field -> field != null && !field.isBlank())
                    .count();
        }

        /** How many fields at its end are gaps, but for the first of all. */
        int gapsAtEnd() {
            int gaps = 0;
            while (readable() && width == fields.length && gaps < width - 1 && fields[width - 1 - gaps] == null) {
                gaps++;
            }
            return gaps;
        }
    }

    static Shape of(CsvFile file, Structure structure, int longest) throws IOException {
        FieldScanner scanner = new FieldScanner(file.sample(structure.skipped()), structure, file.encoding(), longest);
        List<Seen> seen = new ArrayList<>();
        Map<Integer, Integer> widths = new HashMap<>();
        int faults = 0;
        int quoted = 0;
        while (seen.size() < RECORDS_LOOKED_AT && scanner.next()) {
            boolean sound = scanner.fault() == Records.Fault.NONE;
            faults += sound ? 0 : 1;
            int width = scanner.fields();
            int inQuotes = sound ? quoted(scanner) : 0;
            quoted += inQuotes;
            if (sound) {
                widths.merge(width, 1, Integer::sum);
            }
            boolean readable = sound && scanner.isText() && width <= Records.MOST_FIELDS;
            seen.add(new Seen(
                    scanner.line(),
                    width,
                    readable ? scanner.all() : null,
                    sound && scanner.quoted(0),
                    sound && inQuotes == width,
                    scanner.beginning()));
        }
        int usual = usual(widths);
        return new Shape(structure, seen, usual, widths.getOrDefault(usual, 0), faults, quoted);
    }

    private static int quoted(FieldScanner scanner) {
        int quoted = 0;
        for (int i = 0; i < Math.min(scanner.fields(), Records.MOST_FIELDS); i++) {
            quoted += scanner.quoted(i) ? 1 : 0;
        }
        return quoted;
    }

    /** Of widths that are as frequent the greater, since a cut that finds more is the less likely by chance. */
    private static int usual(Map<Integer, Integer> widths) {
        int usual = 0;
        for (var width : widths.entrySet()) {
            int more = width.getValue() - widths.getOrDefault(usual, 0);
            usual = more > 0 || more == 0 && width.getKey() > usual ? width.getKey() : usual;
        }
        return usual;
    }

    /** The share of sound records that have the usual width. */
    double evenness() {
        int sound = seen.size() - faults;
        return sound == 0 ? 0 : times / (double) sound;
    }

    /** Gaps that every record of the usual width ends in. */
    int gapsAtEnd() {
        return seen.stream()
                .filter(record -> record.width() == usual)
                .mapToInt(Seen::gapsAtEnd)
                .min()
                .orElse(0);
    }

    /** The first record, if it can be read. */
    Optional<String[]> first() {
        return seen.isEmpty() || !seen.get(0).readable()
                ? Optional.empty()
                : Optional.of(seen.get(0).fields());
    }
}
