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

    private CsvFile(InputStream text, CountingInput file, long size, TextEncoding encoding, byte[] sample) {
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
            }
            TextEncoding marked = TextEncoding.ofMark(head, head.length);
            FileSignature.refuseBinary(head, marked != null || given != null && given.isUtf16());
            // A mark is part of the file and knows better than who sends it.
            TextEncoding encoding = marked != null ? marked : given != null ? given : TextEncoding.UTF_8;
            if (marked != null) {
                bytes.skipNBytes(marked.markLength());
            }
            InputStream text = new BufferedInputStream(encoding.scannable(bytes), READ_AHEAD);
            return new CsvFile(text, file, size, encoding, peek(text, SAMPLE));
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

    TextEncoding encoding() {
        return encoding;
    }

    /** The beginning of the text, cut behind the last whole line when the file goes on. */
    InputStream sample() {
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
