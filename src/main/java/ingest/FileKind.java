package ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of files that are taken, told by the end of their names. Whatever asks what is taken asks here. */
public enum FileKind {
    CSV(LoadRequest.Format.CSV, OptionTexts.NONE, "csv"),
    /** Cut by tabs, unless told otherwise: its commas are text. */
    TSV(LoadRequest.Format.CSV, OptionTexts.of("delimiter", "tab"), "tsv"),
    /** Cut by whatever is found. */
    TEXT(LoadRequest.Format.CSV, OptionTexts.NONE, "txt"),
    /** A row of JSON on every line. */
    JSON_LINES(LoadRequest.Format.JSON_LINES, OptionTexts.NONE, "jsonl", "ndjson"),
    /** A sheet of a workbook. */
    SHEET(LoadRequest.Format.SHEET, OptionTexts.NONE, "xlsx", "xlsm");

    /** Ends that say how a file is packed. */
    private static final List<String> PACKINGS = List.of("gz", "zst");

    private final LoadRequest.Format format;
    private final OptionTexts usual;
    private final List<String> ends;

    FileKind(LoadRequest.Format format, OptionTexts usual, String... ends) {
        this.format = format;
        this.usual = usual;
        this.ends = List.of(ends);
    }

    /** The kind of a file of this name; empty if it is none that is taken. */
    public static Optional<FileKind> of(String fileName) {
        String unpacked = unpacked(fileName);
        return Arrays.stream(values()).filter(kind -> kind.isOf(unpacked)).findFirst();
    }

    /** What a file of this name is called without the ends that say its kind; the whole name where it has none. */
    public static String stem(String fileName) {
        String unpacked = unpacked(fileName);
        return of(fileName)
                .map(kind -> unpacked.substring(0, unpacked.lastIndexOf('.')))
                .orElse(fileName);
    }

    /** The ends of all that is taken, for people. */
    public static String all() {
        return String.join(
                ", ",
                Stream.of(values())
                        .flatMap(kind -> kind.ends.stream())
                        .map(end -> "." + end)
                        .toList());
    }

    /** How such files spell rows. */
    public LoadRequest.Format format() {
        return format;
    }

    /** What holds of such files unless something else is said. */
    public OptionTexts usual() {
        return usual;
    }

    private boolean isOf(String unpacked) {
        String small = unpacked.toLowerCase(Locale.ROOT);
        return ends.stream().anyMatch(end -> small.endsWith("." + end));
    }

    private static String unpacked(String fileName) {
        String small = fileName.toLowerCase(Locale.ROOT);
        return PACKINGS.stream()
                .filter(packing -> small.endsWith("." + packing))
                .map(packing -> fileName.substring(0, fileName.length() - packing.length() - 1))
                .findFirst()
                .orElse(fileName);
    }
}
