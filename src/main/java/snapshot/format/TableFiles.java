package snapshot.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;
import ledger.ProblemException;
import postgres.BucketHashes;
import postgres.Column;
import postgres.CopyOut;
import postgres.Query;

/** Writes the rows of a table into a file, and makes CSV for {@code COPY … FROM STDIN} of such a file again. */
public final class TableFiles {

    /** Packs faster than a server sends, and to less than half of what gzip's fastest leaves. */
    static final int DEFAULT_LEVEL = 1;

    private final int level;
    private final RowLimit rowLimit;

    public TableFiles() {
        this(DEFAULT_LEVEL);
    }

    /** @param level of zstd: 1 is fast, 19 is small */
    public TableFiles(int level) {
        this(level, new RowLimit());
    }

    TableFiles(int level, RowLimit rowLimit) {
        if (level < 1 || level > 19) {
            throw new IllegalArgumentException("cannot pack at level " + level + "\nHINT: 1 is fast, 19 is small");
        }
        this.level = level;
        this.rowLimit = rowLimit;
    }

    /**
     * Writes what a query answers. Either all of it is in the file or there is no file.
     *
     * @param inSnapshot in a transaction that sees one state throughout, set to ISO dates, UTC, shortest exact floats,
     *     hexadecimal bytes and UTF-8
     * @param target replaced if it is there
     * @param rowsSoFar told every few thousand rows, and at the end, on the calling thread
     * @throws ProblemException if a row is too large for a file that knows types
     */
    public Written write(Connection inSnapshot, FileFormat format, TableRows rows, Path target, LongConsumer rowsSoFar)
            throws SQLException, IOException {
        FilePlan plan = format == FileFormat.CSV_ZST ? null : FilePlan.of(inSnapshot, format, rows, rowLimit);
        return write(inSnapshot, format, plan, rows, target, rowsSoFar);
    }

    /**
     * Writes some of a table's rows as Parquet.
     *
     * @param inSnapshot as for the others
     * @param rows those of the part
     */
    public Written writePart(Connection inSnapshot, PartTypes types, TableRows rows, Path target)
            throws SQLException, IOException {
        long count = Query.first(inSnapshot, "select count(*) from (" + rows.select() + ") part", row -> row.getLong(1))
                .orElseThrow();
        return write(inSnapshot, FileFormat.PARQUET, types.plan(count), rows, target, soFar -> {});
    }

    /**
     * The content hash of the rows in such a part, by the values that are in it.
     *
     * @param columns as the catalog had them
     */
    public BucketHashes.Bucket hashOfPart(Path part, List<Column> columns) throws IOException {
        return ParquetHash.of(part, columns);
    }

    private Written write(
            Connection inSnapshot,
            FileFormat format,
            FilePlan plan,
            TableRows rows,
            Path target,
            LongConsumer rowsSoFar)
            throws SQLException, IOException {
        String copy = "copy (" + rows.select() + ") to stdout (encoding 'UTF8', "
                + (plan == null ? "format csv, header)" : "format text)");
        try (DigestedFile file = new DigestedFile(target);
                RowSink sink = sink(format, plan, file);
                PackingPipe relay = new PackingPipe(sink, rowLimit.bytes());
                CopyOut out = CopyOut.of(inSnapshot, copy)) {
            long bytes = relay.take(out, rowsSoFar);
            sink.end(out.rows());
            file.keep();
            rowsSoFar.accept(out.rows());
            return new Written(out.rows(), bytes, file.size(), file.hash());
        } catch (RowTooLargeException e) {
            throw new ProblemException(rowLimit.tooLarge("a row of " + rows.table(), e.bytes(), format), e);
        }
    }

    /**
     * Reads a file once to see that it is, byte for byte, the one that was written. What is cut off shows itself to
     * {@link #readAsCsv} too; a changed byte only among the rows of csv.zst and Parquet, for Avro has no checksums.
     *
     * @throws IOException if it is another
     */
    void check(Path file, Written written) throws IOException {
        if (Files.size(file) != written.fileBytes()) {
            throw DamageReport.damaged(
                    file,
                    new IOException("it has %d bytes, it had %d".formatted(Files.size(file), written.fileBytes())));
        }
        String hash = DigestedFile.hash(file);
        if (!hash.equals(written.sha256())) {
            throw DamageReport.damaged(
                    file, new IOException("its sha256 is %s, it was %s".formatted(hash, written.sha256())));
        }
    }

    private RowSink sink(FileFormat format, FilePlan plan, DigestedFile file) throws IOException {
        return switch (format) {
            case CSV_ZST -> new CsvSink(file, level);
            case AVRO -> new AvroSink(plan, file, level);
            case PARQUET -> new ParquetSink(plan, file, level);
        };
    }

    /**
     * The rows as CSV in UTF-8, without a line of names, in the order of {@link #columnsOf}: null is nothing between two
     * commas, the empty text is a pair of quotes. Reading fails where the file is cut off, and where damage shows; see
     * {@link #check}.
     */
    public InputStream readAsCsv(FileFormat format, Path file) throws IOException {
        return switch (format) {
            case CSV_ZST -> CsvRows.open(file);
            case AVRO -> AvroRows.open(file);
            case PARQUET -> ParquetRows.open(file);
        };
    }

    /** The same of several files that hold a table's rows in parts; each is opened when the one before has ended. */
    public InputStream readAsCsv(FileFormat format, List<Path> files) throws IOException {
        return files.size() == 1
                ? readAsCsv(format, files.get(0))
                : new JoinedRows(files, one -> readAsCsv(format, one));
    }

    /** The names of the columns in the file, in its order. */
    public List<String> columnsOf(FileFormat format, Path file) throws IOException {
        return switch (format) {
            case CSV_ZST -> CsvRows.columns(file);
            case AVRO -> AvroRows.columns(file);
            case PARQUET -> ParquetRows.columns(file);
        };
    }
}
