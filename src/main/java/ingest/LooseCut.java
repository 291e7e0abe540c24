package ingest;

import rows.load.TextEncoding;

/** Where one record and its fields end in a buffer, by every structure there is. */
final class LooseCut {

    private static final int NEVER = -1;
    private static final int NO_BYTE = 256;

    private final byte[] delimiter;
    private final boolean blanks;
    private final boolean trim;
    private final boolean looseQuotes;
    private final boolean lenient;
    private final int quote;
    private final int escape;
    private final boolean escapesText;
    private final boolean[] special = new boolean[256];

    private byte[] buffer;
    private int start;
    private int limit;
    private boolean ended;

    private final CutRecord record = new CutRecord();
    private boolean fault;
    private long breaks;

    /** The buffer ends before the record does, and the stream may go on. */
    private static final class NeedsMore extends Exception {
        private static final long serialVersionUID = 1;
        private static final NeedsMore INSTANCE = new NeedsMore();

        private NeedsMore() {
            super(null, null, false, false);
        }
    }

    LooseCut(Structure structure, TextEncoding encoding) {
        blanks = structure.blanks();
        trim = structure.trim() == Structure.Trim.ALL || blanks;
        looseQuotes = structure.looseQuotes();
        lenient = structure.lenient();
        escapesText = structure.escaped() != Structure.Escaped.QUOTES;
        delimiter = blanks ? new byte[] {' '} : encoding.scanned(structure.delimiter());
        quote = structure.quotes() ? structure.quote() : NO_BYTE;
        escape = structure.escapes() ? structure.escape() : NO_BYTE;
        for (int b : new int[] {delimiter[0], quote, escape, '\n', '\r', 0}) {
            if (b != NO_BYTE) {
                special[b & 0xFF] = true;
            }
        }
        special['\t'] |= blanks;
    }

    /**
     * Cuts the record that begins there.
     *
     * @param ends whether the stream has no more than the buffer
     * @return false if more of the stream is needed to tell
     */
    boolean cut(byte[] bytes, int from, int to, boolean ends) {
        buffer = bytes;
        start = from;
        limit = to;
        ended = ends;
        try {
            cut();
            return true;
        } catch (NeedsMore e) {
            return false;
        }
    }

    private void cut() throws NeedsMore {
        record.begin();
        fault = false;
        breaks = 0;
        int i = start;
        for (; ; ) {
            if (looseQuotes) {
                int behind = behindBlanks(i);
                i = trim || behind < limit && buffer[behind] == quote ? behind : i;
            }
            int from = i;
            boolean quoted = i < limit && buffer[i] == quote;
            int to = quoted ? behindQuote(i + 1) : behindText(i);
            if (to == NEVER) {
                firstLineOnly();
                return;
            }
            i = quoted && looseQuotes && !blanks ? behindBlanks(to) : to;
            if (quoted && !endsField(i)) {
                isAtFault(Records.Fault.STRAY_QUOTE);
                firstLineOnly();
                return;
            }
            record.add(from - start, (quoted || !trim ? to : withoutBlanks(from, to)) - start);
            if (endsLine(i)) {
                finish(i);
                return;
            }
            i += blanks ? 0 : delimiter.length;
        }
    }

    private void isAtFault(Records.Fault why) {
        fault = true;
        record.isAtFault(why);
    }

    private int withoutBlanks(int from, int to) {
        int end = to;
        while (end > from && isBlank(end - 1) && !(end - 1 > from && buffer[end - 2] == escape)) {
            end--;
        }
        return end;
    }

    private int behindBlanks(int from) throws NeedsMore {
        int i = from;
        while (i < limit && isBlank(i)) {
            i++;
        }
        if (i == limit && !ended) {
            throw NeedsMore.INSTANCE;
        }
        return i;
    }

    /** Behind the closing quote, or NEVER. */
    private int behindQuote(int from) throws NeedsMore {
        for (int i = from; ; i++) {
            byte b = at(i, Records.Fault.UNCLOSED_QUOTE);
            if (b == escape && !fault) {
                b = at(++i, Records.Fault.UNCLOSED_QUOTE);
            } else if (b == quote && !fault) {
                if (i + 1 == limit && !ended) {
                    throw NeedsMore.INSTANCE;
                }
                if (i + 1 == limit || buffer[i + 1] != quote) {
                    return i + 1;
                }
                i++;
            }
            if (fault) {
                return NEVER;
            }
            look(b, i);
        }
    }

    /** The byte there; at the end of the stream there is none, and that is the fault. */
    private byte at(int i, Records.Fault otherwise) throws NeedsMore {
        if (i < limit) {
            return buffer[i];
        }
        if (!ended) {
            throw NeedsMore.INSTANCE;
        }
        isAtFault(otherwise);
        return 0;
    }

    private void look(byte b, int i) {
        record.see(b);
        if (b == '\n' && (i == start || buffer[i - 1] != '\r') || b == '\r') {
            breaks++;
        }
    }

    /** The end of a field without quotes, or NEVER. */
    private int behindText(int from) throws NeedsMore {
        for (int i = from; ; i++) {
            if (i >= limit) {
                if (!ended) {
                    throw NeedsMore.INSTANCE;
                }
                return limit;
            }
            byte b = buffer[i];
            if (special[b & 0xFF]) {
                if (b == escape && escapesText) {
                    if (i + 1 >= limit && !ended) {
                        throw NeedsMore.INSTANCE;
                    }
                    if (i + 1 < limit) {
                        look(buffer[++i], i);
                        if (buffer[i] == '\r' && i + 1 < limit && buffer[i + 1] == '\n') {
                            i++;
                        }
                    }
                    continue;
                }
                if (endsField(i)) {
                    return i;
                }
                if (b == quote && !lenient) {
                    isAtFault(Records.Fault.STRAY_QUOTE);
                    return NEVER;
                }
            }
            record.see(b);
        }
    }

    private boolean endsField(int i) throws NeedsMore {
        if (endsLine(i)) {
            return true;
        }
        if (blanks) {
            return isBlank(i);
        }
        for (int k = 0; k < delimiter.length; k++) {
            if (i + k >= limit) {
                if (!ended) {
                    throw NeedsMore.INSTANCE;
                }
                return false;
            }
            if (buffer[i + k] != delimiter[k]) {
                return false;
            }
        }
        return true;
    }

    /** Of runs of blanks, those before a line's end are no delimiter. */
    private boolean endsLine(int from) throws NeedsMore {
        int i = from;
        if (blanks) {
            i = behindBlanks(i);
        }
        return i == limit || buffer[i] == '\n' || buffer[i] == '\r';
    }

    private void finish(int from) throws NeedsMore {
        int i = blanks ? behindBlanks(from) : from;
        record.end(i - start, behindBreak(i), breaks + 1);
    }

    private int behindBreak(int i) throws NeedsMore {
        if (i == limit) {
            return i;
        }
        if (buffer[i] == '\r' && i + 1 == limit && !ended) {
            throw NeedsMore.INSTANCE;
        }
        return buffer[i] == '\r' && i + 1 < limit && buffer[i + 1] == '\n' ? i + 2 : i + 1;
    }

    /** The quotes make no sense: the record is the line it began on. */
    private void firstLineOnly() throws NeedsMore {
        int i = start;
        while (i < limit && buffer[i] != '\n' && buffer[i] != '\r') {
            i++;
        }
        if (i == limit && !ended) {
            throw NeedsMore.INSTANCE;
        }
        record.end(i - start, behindBreak(i), 1);
    }

    /** Whether a blank that may stand around a field stands there. */
    boolean isBlank(int i) {
        return isBlank(buffer[i]);
    }

    boolean isBlank(byte b) {
        return b == ' ' || b == '\t' && (blanks || delimiter[0] != '\t');
    }

    /** The record that was cut last. */
    CutRecord record() {
        return record;
    }
}
