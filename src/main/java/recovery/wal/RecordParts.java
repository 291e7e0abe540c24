package recovery.wal;

/**
 * A record cut into the blocks that it changes and its main data; the places are in the record's own bytes. One record has
 * as many blocks as it likes. Source: {@code xlogrecord.h}, and {@code DecodeXLogRecord} in PostgreSQL's {@code
 * xlogreader.c}, whose checks these are.
 */
final class RecordParts {

    static final int MOST_BLOCKS = 33;

    private static final int MAIN_SHORT = 255;
    private static final int MAIN_LONG = 254;
    private static final int ORIGIN = 253;
    private static final int TOP_XID = 252;

    private static final int FORK = 0x0F;
    private static final int HAS_IMAGE = 0x10;
    private static final int SAME_RELATION = 0x80;
    private static final int HAS_HOLE = 0x01;

    private final int[] relation = new int[MOST_BLOCKS];
    private final int[] fork = new int[MOST_BLOCKS];
    private final int[] block = new int[MOST_BLOCKS];
    private final int[] image = new int[MOST_BLOCKS];
    private final int[] imageLength = new int[MOST_BLOCKS];
    private final int[] imageKind = new int[MOST_BLOCKS];
    private final int[] hole = new int[MOST_BLOCKS];
    private final int[] holeLength = new int[MOST_BLOCKS];
    private final int[] data = new int[MOST_BLOCKS];
    private final int[] dataLength = new int[MOST_BLOCKS];

    private int blocks;
    private int main;
    private int mainLength;
    private byte[] bytes;

    /** @throws IllegalArgumentException if the record makes no sense, which its checksum does not exclude */
    void cut(WalVersion version, byte[] of, int at, int length) {
        bytes = of;
        blocks = 0;
        mainLength = 0;
        int end = at + length;
        int next = headers(version, at + WalRecord.HEADER, end);
        for (int i = 0; i < blocks; i++) {
            image[i] = next;
            next += imageLength[i];
            data[i] = next;
            next += dataLength[i];
        }
        main = next;
        if (next + mainLength != end) {
            throw new IllegalArgumentException("its parts are not as long as it is");
        }
    }

    private int headers(WalVersion version, int from, int end) {
        int next = from;
        long content = 0;
        int last = -1;
        while (end - next > content) {
            int id = LittleEndian.u8(bytes, next);
            if (id == MAIN_SHORT) {
                mainLength = LittleEndian.u8(bytes, next + 1);
                return next + 2;
            } else if (id == MAIN_LONG) {
                mainLength = LittleEndian.i32(bytes, next + 1);
                return next + 5;
            } else if (id == ORIGIN) {
                next += 3;
            } else if (id == TOP_XID) {
                next += 5;
            } else if (id >= MOST_BLOCKS || blocks >= MOST_BLOCKS) {
                throw new IllegalArgumentException("it has a block " + id);
            } else {
                last = id;
                next = block(version, next);
                content += imageLength[blocks - 1] + dataLength[blocks - 1];
            }
        }
        if (end - next != content) {
            throw new IllegalArgumentException("its blocks are longer than it is, at block " + last);
        }
        return next;
    }

    private int block(WalVersion version, int from) {
        int i = blocks++;
        int flags = LittleEndian.u8(bytes, from + 1);
        dataLength[i] = LittleEndian.u16(bytes, from + 2);
        fork[i] = flags & FORK;
        int next = from + 4;
        imageLength[i] = 0;
        hole[i] = 0;
        holeLength[i] = 0;
        imageKind[i] = 0;
        if ((flags & HAS_IMAGE) != 0) {
            imageLength[i] = LittleEndian.u16(bytes, next);
            hole[i] = LittleEndian.u16(bytes, next + 2);
            imageKind[i] = LittleEndian.u8(bytes, next + 4);
            next += 5;
            if (version.imageIsCompressed(imageKind[i]) && (imageKind[i] & HAS_HOLE) != 0) {
                holeLength[i] = LittleEndian.u16(bytes, next);
                next += 2;
            }
        }
        if ((flags & SAME_RELATION) == 0) {
            relation[i] = next;
            next += 12;
        } else if (i == 0) {
            throw new IllegalArgumentException("its first block is of no relation");
        } else {
            relation[i] = relation[i - 1];
        }
        block[i] = LittleEndian.i32(bytes, next);
        return next + 4;
    }

    int blocks() {
        return blocks;
    }

    /** The file that a block is of. */
    RelationFile relation(int i) {
        return RelationFile.at(bytes, relation[i]);
    }

    /** Where its three numbers are. */
    int relationAt(int i) {
        return relation[i];
    }

    int fork(int i) {
        return fork[i];
    }

    long block(int i) {
        return Integer.toUnsignedLong(block[i]);
    }

    boolean hasImage(int i) {
        return imageLength[i] > 0;
    }

    int image(int i) {
        return image[i];
    }

    int imageLength(int i) {
        return imageLength[i];
    }

    int imageKind(int i) {
        return imageKind[i];
    }

    /** Where zero bytes were left out of the image; 0 if none were. */
    int hole(int i) {
        return hole[i];
    }

    /** How many zero bytes were left out of an image that is compressed. */
    int holeLength(int i) {
        return holeLength[i];
    }

    int data(int i) {
        return data[i];
    }

    int dataLength(int i) {
        return dataLength[i];
    }

    int main() {
        return main;
    }

    int mainLength() {
        return mainLength;
    }
}
