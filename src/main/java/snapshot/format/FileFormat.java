package snapshot.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the rows of a table are kept in a file. */
public enum FileFormat {
    /** The server's own CSV with a line of names, packed by zstd: the fastest, and readable by everything. */
    CSV_ZST("csv.zst"),
    /** An Avro object container: rows with their types. */
    AVRO("avro"),
    /** Parquet: columns with their types, for tools that analyse. */
    PARQUET("parquet");

    private final String extension;

    FileFormat(String extension) {
        this.extension = extension;
    }

    /** What a file's name ends in, without the leading dot; also the name users call the format by. */
    public String extension() {
        return extension;
    }

    /**
     * The format of that name, in any case.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static FileFormat of(String name) {
        String wanted = name == null ? "" : name.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.extension.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "cannot keep rows as '%s'\nHINT: one of %s".formatted(name, names())));
    }

    private static String names() {
        return Arrays.stream(values()).map(FileFormat::extension).collect(Collectors.joining(", "));
    }
}
