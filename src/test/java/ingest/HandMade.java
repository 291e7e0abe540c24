package ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import ledger.DeadLetter;
import postgres.Column;
import postgres.Constraint;
import postgres.Table;
import postgres.TableName;
import rows.load.Batch;
import rows.load.Dialect;
import rows.load.LetterWriter;
import rows.load.TextEncoding;

/** Tables as the catalog would describe them, settings and streams: what tests of loading need of the world. */
public final class HandMade {

    public static final UUID RUN = UUID.fromString("01890000-0000-7000-8000-000000000001");

    private static final int LONGEST = 16 << 20;
    private static final Pattern TYPE = Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(-?\\d+))?\\))?");

    private HandMade() {}

    /** A column that may be null, of a type like {@code int4}, {@code varchar(10)} or {@code numeric(5,2)}. */
    public static Column column(String name, String type) {
        return column(name, type, false, false);
    }

    public static Column required(String name, String type) {
        return column(name, type, true, false);
    }

    public static Column generated(String name, String type) {
        return column(name, type, false, true);
    }

    private static Column column(String name, String type, boolean required, boolean generated) {
        Matcher parts = TYPE.matcher(type);
        if (!parts.matches()) {
            throw new IllegalArgumentException(type);
        }
        int modifier = -1;
        if (parts.group(3) != null) {
            modifier = (Integer.parseInt(parts.group(2)) << 16 | Integer.parseInt(parts.group(3)) & 0x7FF) + 4;
        } else if (parts.group(2) != null) {
            modifier = Integer.parseInt(parts.group(2)) + 4;
        }
        return new Column(name, type, parts.group(1), type, modifier, required, false, generated, false);
    }

    public static Table table(String name, Column... columns) {
        return table(name, List.of(columns), List.of());
    }

    public static Table table(String name, List<Column> columns, List<Constraint> constraints) {
        return new Table(1, new TableName("public", name), Table.Kind.TABLE, columns, constraints, false, true);
    }

    /** A table of text columns. */
    public static Table textTable(String name, String... columns) {
        return table(name, Arrays.stream(columns).map(c -> column(c, "text")).toArray(Column[]::new));
    }

    /** Options as users say them: name, text, name, text … */
    static CsvOptions options(String... said) {
        Map<String, List<String>> texts = new HashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            texts.computeIfAbsent(said[i], name -> new ArrayList<>()).add(said[i + 1]);
        }
        return CsvOptions.read(new OptionTexts(texts));
    }

    public static LetterWriter letters() {
        return new LetterWriter(RUN, "hand-made.csv");
    }

    public static IngestSettings settings() {
        return settings(LONGEST);
    }

    public static IngestSettings settings(int maxRecordBytes) {
        return settings(maxRecordBytes, 300);
    }

    public static IngestSettings settings(int maxRecordBytes, int gzipRatio) {
        return new Settings(maxRecordBytes, gzipRatio);
    }

    private record Settings(int maxRecordBytes, int gzipRatio) implements IngestSettings {
        @Override
        public Path inbox() {
            return Path.of("inbox");
        }

        @Override
        public Path corrections() {
            return Path.of("corrections");
        }

        @Override
        public boolean createTables() {
            return true;
        }

        @Override
        public Reject reject() {
            return new Unlimited();
        }

        @Override
        public boolean undo() {
            return true;
        }

        @Override
        public int undoDays() {
            return 7;
        }

        @Override
        public OptionalInt keepFiles() {
            return OptionalInt.empty();
        }

        @Override
        public Replace replace() {
            return OptionalDouble::empty;
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public long maxUploadBytes() {
            return 1L << 40;
        }

        @Override
        public long settleMillis() {
            return 0;
        }

        @Override
        public Duration refuseAfter() {
            return Duration.ofHours(1);
        }

        @Override
        public Map<String, Map<String, String>> profiles() {
            return Map.of();
        }

        @Override
        public Gzip gzip() {
            return () -> gzipRatio;
        }
    }

    private record Unlimited() implements IngestSettings.Reject {
        @Override
        public OptionalLong maxCount() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalDouble maxPercent() {
            return OptionalDouble.empty();
        }
    }

    /** What became of a file: its columns, the fields and bytes of every well-formed record, and the dead letters. */
    record Outcome(
            List<String> columns,
            List<List<String>> rows,
            List<Long> lines,
            List<byte[]> received,
            List<String> payload,
            List<DeadLetter> letters,
            int chunks,
            FieldMapping mapping,
            Dialect dialect,
            TextEncoding encoding,
            long blankLines,
            List<RowFeed.Held> left) {

        boolean headed() {
            return mapping.headed();
        }
    }

    /** Reads a file of these bytes for the table. */
    static Outcome read(Path folder, byte[] bytes, Table table, CsvOptions options) throws IOException {
        return read(folder, bytes, table, options, settings());
    }

    static Outcome read(Path folder, byte[] bytes, Table table, CsvOptions options, IngestSettings settings)
            throws IOException {
        Path path = Files.write(folder.resolve("hand-made.csv"), bytes);
        CsvFile file = CsvFile.open(path, options.encoding(), settings);
        try (CsvSource source = CsvSource.open(file, table, options, settings, letters())) {
            List<String> columns = List.of();
            List<List<String>> rows = new ArrayList<>();
            List<Long> lines = new ArrayList<>();
            List<byte[]> received = new ArrayList<>();
            List<String> payload = new ArrayList<>();
            List<DeadLetter> letters = new ArrayList<>();
            int chunks = 0;
            for (Batch chunk = source.next(); chunk != null; chunk = source.next()) {
                columns = chunk.columns();
                chunks++;
                for (int i = 0; i < chunk.count(); i++) {
                    rows.add(Arrays.asList(chunk.fields(i)));
                    lines.add(chunk.line(i));
                    received.add(chunk.received(i));
                    int length = chunk.offset(i + 1) - chunk.offset(i);
                    payload.add(new String(chunk.payload(), chunk.offset(i), length, StandardCharsets.UTF_8));
                }
                letters.addAll(chunk.misshapen());
            }
            return new Outcome(
                    columns,
                    rows,
                    lines,
                    received,
                    payload,
                    letters,
                    chunks,
                    source.mapping(),
                    source.dialect(),
                    source.encoding(),
                    source.blankLines(),
                    source.left());
        }
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    /** A stream that gives 1 to {@code most} bytes at a time. */
    public static InputStream dripping(byte[] bytes, int most, long seed) {
        Random random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(most)));
            }
        };
    }

    /** A stream of the pattern over and over, {@code length} bytes in all, made while it is read. */
    public static InputStream repeated(byte[] pattern, long length) {
        byte[] block = new byte[pattern.length * (1 + (1 << 16) / pattern.length)];
        for (int i = 0; i < block.length; i += pattern.length) {
            System.arraycopy(pattern, 0, block, i, pattern.length);
        }
        return new InputStream() {
            private long given;

            @Override
            public int read() {
                return given < length ? block[(int) (given++ % pattern.length)] & 0xFF : -1;
            }

            @Override
            public int read(byte[] into, int offset, int wanted) {
                if (given == length) {
                    return -1;
                }
                int from = (int) (given % pattern.length);
                int got = (int) Math.min(Math.min(wanted, block.length - from), length - given);
                System.arraycopy(block, from, into, offset, got);
                given += got;
                return got;
            }
        };
    }
}
