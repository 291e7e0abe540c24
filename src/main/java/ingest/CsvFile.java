package ingest;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import ledger.Problem;
import ledger.ProblemException;
import rows.load.TextEncoding;

/** A file opened for reading as text: unpacked, its encoding known, a sample at hand, nothing consumed yet. */
final class CsvFile implements AutoCloseable {

    private static final int SAMPLE = 1 << 16;
    private static final int READ_AHEAD = 1 << 17;

    private final InputStream text;
    private final CountingInput file;
    private final long size;
    private final TextEncoding encoding;
    private final byte[] sample;
    private final boolean guessed;
    private final Path path;
    private final IngestSettings settings;
    /** The sample behind so many lines that they are not in the first. */
    private byte[] far;

    private long farSkipped;

    private CsvFile(
            Path path,
            IngestSettings settings,
            InputStream text,
            CountingInput file,
            long size,
            TextEncoding encoding,
            boolean guessed,
            byte[] sample) {
        this.path = path;
        this.settings = settings;
        this.guessed = guessed;
        this.text = text;
        this.file = file;
        this.size = size;
        this.encoding = encoding;
        this.sample = sample;
    }

    /**
     * Opens the file and looks at its beginning.
     *
     * @throws ProblemException if it is a compressed bomb or plainly no text
     */
    static CsvFile open(Path path, TextEncoding given, IngestSettings settings) throws IOException {
        long size = Files.size(path);
        CountingInput file = new CountingInput(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS));
        try {
            InputStream bytes = new BufferedInputStream(file, READ_AHEAD);
            byte[] head = peek(bytes, SAMPLE);
            if (FileSignature.isGzip(head)) {
                bytes = new BufferedInputStream(GunzipInput.of(bytes, file, settings), READ_AHEAD);
                head = peek(bytes, SAMPLE);
            } else if (ZstdInput.isZstd(head)) {
                bytes = new BufferedInputStream(ZstdInput.of(bytes, file, settings), READ_AHEAD);
                head = peek(bytes, SAMPLE);
            }
            TextEncoding marked = TextEncoding.ofMark(head, head.length);
            FileSignature.refuseBinary(head, marked != null || given != null && given.isWide());
            if (marked == null && given != null && given.isUtf16()) {
                ByteOrder.ask(head, given);
            }
            // A mark is part of the file and knows better than who sends it.
            TextEncoding encoding = marked != null ? marked : given != null ? given : TextEncoding.UTF_8;
            if (marked != null) {
                bytes.skipNBytes(marked.markLength());
            }
            InputStream text = new BufferedInputStream(encoding.scannable(bytes), READ_AHEAD);
            return new CsvFile(
                    path, settings, text, file, size, encoding, marked == null && given == null, peek(text, SAMPLE));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static byte[] peek(InputStream in, int most) throws IOException {
        in.mark(most);
        byte[] head = in.readNBytes(most);
        in.reset();
        return head;
    }

    /** The text in bytes that a {@link RecordScanner} takes, from the first. */
    InputStream text() {
        return text;
    }

    /** Moves {@link #text()} behind that many lines. */
    void skipLines(long lines) throws IOException {
        LineSkip.skip(text, lines);
    }

    /** The rows once more, from the first. */
    RecordReader again(Structure structure, boolean headed) throws IOException {
        return RecordReader.open(open(path, encoding, settings), structure, headed, settings);
    }

    TextEncoding encoding() {
        return encoding;
    }

    /** Whether the encoding was neither said nor marked. */
    boolean guessed() {
        return guessed;
    }

    /** The beginning of the text, cut behind the last whole line when the file goes on. */
    InputStream sample() {
        return wholeLines(sample);
    }

    private static InputStream wholeLines(byte[] sample) {
        int length = sample.length;
        if (length == SAMPLE) {
            int cut = length;
            while (cut > 0 && sample[cut - 1] != '\n' && sample[cut - 1] != '\r') {
                cut--;
            }
            length = cut == 0 ? length : cut;
        }
        return new ByteArrayInputStream(Arrays.copyOf(sample, length));
    }

    /**
     * The same behind that many lines, however long they are.
     *
     * @throws ProblemException if the file has less
     */
    InputStream sample(long skipped) throws IOException {
        InputStream near = sample();
        long passed = LineSkip.skip(near, skipped);
        if (sample.length < SAMPLE || near.available() > 0) {
            if (passed < skipped) {
                throw refused(
                        "the file has " + passed + (passed == 1 ? " line" : " lines") + ", and skip= passes over "
                                + skipped,
                        "say how many lines stand before the table, or leave skip= out");
            }
            return near;
        }
        if (far == null || farSkipped != skipped) {
            try (CsvFile again = open(path, encoding, settings)) {
                again.skipLines(skipped);
                far = again.text.readNBytes(SAMPLE);
                farSkipped = skipped;
            }
        }
        return wholeLines(far);
    }

    /** Bytes of the file read so far. */
    long position() {
        return file.count();
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** A refusal in one line. */
    static ProblemException refused(String detail, String hint) {
        return new ProblemException(Problem.refused(detail, hint));
    }
}
