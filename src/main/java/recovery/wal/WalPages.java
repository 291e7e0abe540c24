package recovery.wal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import postgres.Lsn;

/**
 * The pages of a log across its segments. Each is looked at before it is handed on: that it is of this place, system,
 * timeline and format. Memory is one window of a segment.
 */
final class WalPages implements Closeable {

    private static final int WINDOW = 64 * PageHeader.PAGE;

    private final WalSource source;
    private final int size;
    private final byte[] window = new byte[WINDOW];

    private SegmentName name;
    private SegmentFile file;
    private long windowStart;
    private int windowLength;
    private long system;
    private int timeline;
    private WalVersion version;
    private int magic;
    private int at;
    private PageHeader header;
    private WalEnd problem;

    WalPages(WalSource source) throws IOException {
        this.source = source;
        this.size = source.segmentSize();
        this.system = source.system();
    }

    /**
     * Goes to the page of an address.
     *
     * @return whether it is there and right; if not, {@link #problem()} says why
     */
    boolean moveTo(long address) throws IOException {
        problem = null;
        if (file == null || name.number() != address / size) {
            if (!open(address)) {
                return false;
            }
        }
        if (address < windowStart || address >= windowStart + windowLength) {
            fill(address);
        }
        at = (int) (address - windowStart);
        if (windowLength - at < PageHeader.PAGE) {
            return fail(shortOf(address));
        }
        header = new PageHeader(window, at);
        return isRight(address);
    }

    /** Forgets what was read: more may have been written since. */
    void refresh() throws IOException {
        timeline = 0;
        close();
    }

    byte[] bytes() {
        return window;
    }

    /** Where the page begins in {@link #bytes()}. */
    int offset() {
        return at;
    }

    PageHeader header() {
        return header;
    }

    WalEnd problem() {
        return problem;
    }

    WalVersion version() {
        return version;
    }

    long system() {
        return system;
    }

    int timeline() {
        return timeline;
    }

    int segmentSize() {
        return size;
    }

    /** The segment of an address, on the timeline that it is read from. */
    SegmentName segment(long address) {
        long number = address / size;
        return new SegmentName(source.timelines().of(number, size), number, size);
    }

    private boolean open(long address) throws IOException {
        close();
        SegmentName wanted = segment(address);
        Optional<SegmentFile> found = SegmentFile.open(source.folder(), wanted.toString());
        if (found.isEmpty()) {
            Optional<SegmentName> next = laterThan(wanted);
            return fail(
                    next.isEmpty()
                            ? new WalEnd.NotWritten(new Lsn(address))
                            : new WalEnd.Hole(new Lsn(address), wanted, next.get()));
        }
        name = wanted;
        file = found.get();
        windowLength = 0;
        long bytes = file.size();
        if (bytes >= 0 && bytes < size && !file.isPartial()) {
            return fail(new WalEnd.Truncated(new Lsn(address), name, bytes));
        }
        if (address > name.start().bytes()) {
            return moveTo(name.start().bytes()) && moveToAgain(address);
        }
        return true;
    }

    private boolean moveToAgain(long address) {
        windowLength = 0;
        windowStart = address;
        return true;
    }

    private void fill(long address) throws IOException {
        long within = address - name.start().bytes();
        windowStart = address;
        windowLength = file.read(window, within, (int) Math.min(WINDOW, size - within));
    }

    private WalEnd shortOf(long address) {
        if (file.isPartial()) {
            return new WalEnd.NotWritten(new Lsn(address));
        }
        return new WalEnd.Truncated(
                new Lsn(address),
                name,
                windowStart + windowLength - name.start().bytes());
    }

    private boolean isRight(long address) {
        if (header.magic() == magic
                && header.address() == address
                && header.timeline() == timeline
                && !header.isLong()) {
            return true;
        }
        Lsn place = new Lsn(address);
        WalVersion wrote = WalVersion.ofMagic(header.magic());
        boolean first = address == name.start().bytes();
        if (wrote != null && first && header.isLong() && system != WalSource.ANY_SYSTEM && header.system() != system) {
            return fail(new WalEnd.Foreign(place, name, header.system(), system));
        }
        if (header.magic() == 0 || header.address() != address) {
            return fail(new WalEnd.NotWritten(place));
        }
        if (wrote == null) {
            return fail(new WalEnd.OtherFormat(
                    place,
                    name,
                    "its pages are marked %04X, which no PostgreSQL from 14 to 18 does".formatted(header.magic())));
        }
        if (first && (!header.isLong() || header.pageSize() != PageHeader.PAGE || header.segmentSize() != size)) {
            return fail(new WalEnd.OtherFormat(
                    place,
                    name,
                    "its first page does not say pages of %d and segments of %d bytes"
                            .formatted(PageHeader.PAGE, size)));
        }
        if (isElsewhere(header.timeline())) {
            return fail(new WalEnd.OtherTimeline(place, name, header.timeline()));
        }
        if (first) {
            system = header.system();
        }
        version = wrote;
        magic = header.magic();
        timeline = header.timeline();
        return true;
    }

    /** A segment may repeat what was written on older timelines before its own branched off, and nothing else. */
    private boolean isElsewhere(int written) {
        return Integer.compareUnsigned(written, name.timeline()) > 0
                || Integer.compareUnsigned(written, timeline) < 0
                || written != name.timeline()
                        && !source.timelines().contains(written)
                        && !source.timelines().ancestors().isEmpty();
    }

    /**
     * A later segment that is really one, and no old file that waits to be used again under its name.
     */
    private Optional<SegmentName> laterThan(SegmentName segment) throws IOException {
        for (Optional<SegmentName> later = source.after(segment);
                later.isPresent();
                later = source.after(later.get())) {
            try (SegmentFile next =
                    SegmentFile.open(source.folder(), later.get().toString()).orElse(null)) {
                if (next != null
                        && belongsAt(next.beginning(), later.get().start().bytes())) {
                    return later;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean belongsAt(byte[] beginning, long address) {
        PageHeader page = new PageHeader(beginning, 0);
        return WalVersion.ofMagic(page.magic()) != null && page.address() == address;
    }

    /** Whether the log is known to reach over an address, or goes on after its page, so that it cannot end there. */
    boolean goesOnAfter(long address) throws IOException {
        if (source.written().bytes() > address) {
            return true;
        }
        SegmentName here = segment(address);
        try (SegmentFile again =
                SegmentFile.open(source.folder(), here.toString()).orElse(null)) {
            byte[] pages = new byte[WINDOW];
            long next = (address / PageHeader.PAGE + 1) * PageHeader.PAGE;
            while (again != null && next < here.end().bytes()) {
                int read = again.read(pages, next - here.start().bytes(), (int)
                        Math.min(WINDOW, here.end().bytes() - next));
                for (int page = 0; page + PageHeader.PAGE <= read; page += PageHeader.PAGE) {
                    PageHeader written = new PageHeader(pages, page);
                    if (WalVersion.ofMagic(written.magic()) != null && written.address() == next + page) {
                        return true;
                    }
                }
                next = read < WINDOW ? here.end().bytes() : next + read;
            }
        }
        return laterThan(here).isPresent();
    }

    private boolean fail(WalEnd why) {
        problem = why;
        return false;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
        windowLength = 0;
    }
}
