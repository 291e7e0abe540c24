package recovery.wal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import postgres.Lsn;

/**
 * Reads the records of a log one after another: each is put together across pages and segments, and checked against its
 * checksum and the link to the one before it. Memory is bounded by the longest record. When it has come to the end it may be
 * asked again later, and goes on when more has been written. Source: PostgreSQL's {@code xlogreader.c}.
 */
public final class WalReader implements Closeable {

    private static final int FIRST_ROOM = 1 << 16;
    private static final int LONGEST = 1_069_547_520;
    private static final int SWITCH = 0x40;
    private static final int ALIGNMENT = 7;

    private final WalPages pages;
    private final WalRecord record = new WalRecord();
    private final CRC32C crc = new CRC32C();
    private final Lsn from;

    private byte[] assembled = new byte[FIRST_ROOM];
    /** Where the next record begins. */
    private long position;
    /** Where the one before it begins, or -1 if it was not read. */
    private long previous = -1;
    /** The page that the reader stands on, or -1 if it has to go there first. */
    private long page = -1;

    private boolean begun;
    private WalEnd end;
    private long records;

    /**
     * @param from the first record handed on is the one that begins there, or the next after it
     */
    public WalReader(WalSource source, Lsn from) throws IOException {
        this.pages = new WalPages(source);
        this.from = from;
        this.position = from.bytes();
    }

    /** From the first segment that is there. */
    public static WalReader fromTheFirst(WalSource source) throws IOException {
        return new WalReader(source, source.first().map(SegmentName::start).orElse(new Lsn(0)));
    }

    /**
     * Goes on to the next record.
     *
     * @return whether there is one; if not, {@link #end()} says why
     */
    public boolean next() throws IOException {
        if (end != null) {
            lookAgain();
        }
        while (readSurely()) {
            if (record.start() >= from.bytes()) {
                records++;
                return true;
            }
        }
        return false;
    }

    /** The record it stands on; its content changes with {@link #next()}. */
    public WalRecord record() {
        return record;
    }

    /** Why the last {@link #next()} found none. */
    public WalEnd end() {
        return end;
    }

    /** Where the next record begins, if there is one: a reader that starts there goes on from here. */
    public Lsn position() {
        return new Lsn(position);
    }

    /** How many have been handed on. */
    public long records() {
        return records;
    }

    /** The identifier of the system that wrote what was read; 0 before anything was. */
    public long system() {
        return pages.system();
    }

    /** The version that wrote what was read; null before anything was. */
    public WalVersion version() {
        return pages.version();
    }

    /** The timeline of the last page read; 0 before anything was. */
    public int timeline() {
        return pages.timeline();
    }

    public int segmentSize() {
        return pages.segmentSize();
    }

    /** Whoever writes the log may have written what seemed to be missing, and more behind it, while it was looked at. */
    private boolean readSurely() throws IOException {
        if (read()) {
            return true;
        }
        if (!end.isFault()) {
            return false;
        }
        lookAgain();
        return read();
    }

    private void lookAgain() throws IOException {
        end = null;
        page = -1;
        pages.refresh();
    }

    private boolean read() throws IOException {
        if (!begun && !begin()) {
            return false;
        }
        if (!stand()) {
            return false;
        }
        byte[] bytes = pages.bytes();
        int at = pages.offset() + (int) (position - page);
        int room = (int) (page + PageHeader.PAGE - position);
        int length = LittleEndian.i32(bytes, at);
        if (length == 0) {
            return notWritten("it is empty there, though the log goes on after it");
        }
        if (length < WalRecord.HEADER || length > LONGEST) {
            return broken("a record of %d bytes would begin there".formatted(length), position);
        }
        if (length <= room) {
            return check(bytes, at, length, aligned(position + length));
        }
        return assemble(length, room);
    }

    /** Looks for the first record on the page that the reading is to begin on. */
    private boolean begin() throws IOException {
        long first = position - position % PageHeader.PAGE;
        for (; ; ) {
            if (!pages.moveTo(first)) {
                return stop(pages.problem());
            }
            PageHeader header = pages.header();
            int rest = header.continuesRecord() ? header.remaining() : 0;
            if (header.length() + rest < PageHeader.PAGE) {
                page = first;
                position = aligned(first + header.length() + rest);
                begun = true;
                return true;
            }
            first += PageHeader.PAGE;
        }
    }

    /** Makes the reader stand on the page where the next record begins, behind its header. */
    private boolean stand() throws IOException {
        long wanted = position - position % PageHeader.PAGE;
        if (wanted != page) {
            if (!pages.moveTo(wanted)) {
                return stop(pages.problem());
            }
            page = wanted;
        }
        if (position != wanted) {
            return true;
        }
        PageHeader header = pages.header();
        if (header.givesUpRecord()) {
            previous = -1;
        } else if (header.continuesRecord()) {
            return broken("the page continues a record, and none is under way", position);
        }
        position += header.length();
        return true;
    }

    private boolean assemble(int length, int room) throws IOException {
        int have = room;
        grow(Math.min(length, FIRST_ROOM));
        System.arraycopy(pages.bytes(), pages.offset() + (int) (position - page), assembled, 0, have);
        long next = page + PageHeader.PAGE;
        int took = 0;
        while (have < length) {
            if (!pages.moveTo(next)) {
                page = -1;
                return pages.problem() instanceof WalEnd.NotWritten ? unfinished(next) : stop(pages.problem());
            }
            PageHeader header = pages.header();
            if (header.givesUpRecord()) {
                // A crash cut the record off, and the server went on behind it.
                page = next;
                position = next;
                previous = -1;
                return read();
            }
            if (!header.continuesRecord() || header.remaining() != length - have) {
                page = -1;
                return broken("a record of %d bytes is not continued at %s".formatted(length, new Lsn(next)), next);
            }
            took = Math.min(length - have, PageHeader.PAGE - header.length());
            grow(Math.min(length, have + took));
            System.arraycopy(pages.bytes(), pages.offset() + header.length(), assembled, have, took);
            have += took;
            took += header.length();
            page = next;
            next += PageHeader.PAGE;
        }
        return check(assembled, 0, length, aligned(page + took));
    }

    private void grow(int room) {
        if (room > assembled.length) {
            assembled = Arrays.copyOf(assembled, (int) Math.min(LONGEST, Math.max(room, assembled.length * 2L)));
        }
    }

    private boolean check(byte[] bytes, int at, int length, long next) throws IOException {
        long link = LittleEndian.i64(bytes, at + WalRecord.PREVIOUS);
        if (previous >= 0 ? link != previous : link >= position) {
            return broken("a record says that the one before it begins at " + new Lsn(link), next - 1);
        }
        crc.reset();
        crc.update(bytes, at + WalRecord.HEADER, length - WalRecord.HEADER);
        crc.update(bytes, at, WalRecord.CRC);
        if ((int) crc.getValue() != LittleEndian.i32(bytes, at + WalRecord.CRC)) {
            return broken("the checksum of a record of %d bytes is wrong".formatted(length), next - 1);
        }
        previous = position;
        boolean last = bytes[at + WalRecord.RESOURCE] == 0 && (bytes[at + WalRecord.INFO] & 0xF0) == SWITCH;
        long following = last ? pages.segment(position).end().bytes() : next;
        record.set(pages.version(), bytes, at, length, position, next);
        position = following;
        return true;
    }

    private static long aligned(long place) {
        return place + ALIGNMENT & ~(long) ALIGNMENT;
    }

    private boolean stop(WalEnd why) throws IOException {
        return why instanceof WalEnd.NotWritten
                ? notWritten("its page is not of this place, though the log goes on after it")
                : end(why);
    }

    private boolean notWritten(String otherwise) throws IOException {
        return end(pages.goesOnAfter(position) ? damaged(otherwise) : new WalEnd.NotWritten(new Lsn(position)));
    }

    /** The rest of the record is not there. */
    private boolean unfinished(long at) throws IOException {
        return end(
                pages.goesOnAfter(at)
                        ? damaged("the page at %s is not of this place, though the log goes on after it"
                                .formatted(new Lsn(at)))
                        : new WalEnd.Unfinished(new Lsn(position)));
    }

    /** Bytes up to a place that are no record: the last ones may be half written, all others are damaged. */
    private boolean broken(String what, long last) throws IOException {
        return end(pages.goesOnAfter(last) ? damaged(what) : new WalEnd.Unfinished(new Lsn(position)));
    }

    private WalEnd damaged(String what) {
        return new WalEnd.Damaged(new Lsn(position), pages.segment(position), what);
    }

    private boolean end(WalEnd why) {
        end = why;
        return false;
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
