package postgres;

import java.math.BigInteger;

/**
 * The 64-bit hashes that PostgreSQL has for its own types, as its server works them out (Bob Jenkins' lookup3, in the order of
 * bytes of x86 and ARM). They are part of what its hash partitioning promises, and so stay as they are. For one thread.
 */
final class ServerHash {

    private static final int BEGIN = 0x9e3779b9 + 3923095;
    private static final int GROUP = 10_000;
    private static final int DIGITS_OF_A_GROUP = 4;
    private static final long SMALL = 1_000_000_000_000_000L;

    private int a;
    private int b;
    private int c;

    /** {@code hashint4extended}, and that of all types of four bytes. */
    long ofInt(int value, long seed) {
        begin(Integer.BYTES, seed);
        a += value;
        return end();
    }

    /** {@code hash_any_extended}: of texts and bytes. */
    long ofBytes(byte[] bytes, int from, int to, long seed) {
        begin(to - from, seed);
        int at = from;
        for (; to - at >= 3 * Integer.BYTES; at += 3 * Integer.BYTES) {
            a += little(bytes, at, Integer.BYTES);
            b += little(bytes, at + 4, Integer.BYTES);
            c += little(bytes, at + 8, Integer.BYTES);
            mix();
        }
        int left = to - at;
        a += little(bytes, at, Math.min(left, 4));
        b += little(bytes, at + 4, Math.min(left - 4, 4));
        // Its lowest byte is the length's.
        c += little(bytes, at + 8, left - 8) << 8;
        return end();
    }

    /** {@code hash_array_extended} of an array of one element that has this hash; null has 0. */
    static long ofArray(long element) {
        return 31 + element;
    }

    /** {@code hash_numeric_extended} of a number with so many digits behind its point: those, in groups, without zeros around. */
    long ofNumeric(BigInteger digits, int scale, long seed) {
        if (digits.signum() == 0) {
            return seed - 1;
        }
        int fill = Math.floorMod(-scale, DIGITS_OF_A_GROUP);
        BigInteger left = digits.abs().multiply(BigInteger.TEN.pow(fill));
        byte[] groups = new byte[2 * (left.bitLength() / 13 + 2)];
        int from = groups.length;
        while (left.signum() != 0) {
            if (left.bitLength() < Long.SIZE) {
                return ofGroups(left.longValueExact(), groups, from, (scale + fill) / DIGITS_OF_A_GROUP, seed);
            }
            BigInteger[] parts = left.divideAndRemainder(BigInteger.valueOf(GROUP));
            from = put(groups, from, parts[1].intValue());
            left = parts[0];
        }
        throw new IllegalStateException("a number without a first group");
    }

    /** The same of one that is not large. */
    long ofNumeric(long digits, int scale, long seed) {
        int fill = Math.floorMod(-scale, DIGITS_OF_A_GROUP);
        if (digits == 0 || Math.abs(digits) > SMALL || fill == DIGITS_OF_A_GROUP) {
            return ofNumeric(BigInteger.valueOf(digits), scale, seed);
        }
        long left = Math.abs(digits);
        for (int i = 0; i < fill; i++) {
            left *= 10;
        }
        byte[] groups = new byte[2 * 6];
        return ofGroups(left, groups, groups.length, (scale + fill) / DIGITS_OF_A_GROUP, seed);
    }

    private long ofGroups(long first, byte[] groups, int begun, int behindThePoint, long seed) {
        int from = begun;
        for (long left = first; left != 0; left /= GROUP) {
            from = put(groups, from, (int) (left % GROUP));
        }
        int weight = (groups.length - from) / 2 - 1 - behindThePoint;
        int to = groups.length;
        while (groups[to - 1] == 0 && groups[to - 2] == 0) {
            to -= 2;
        }
        return ofBytes(groups, from, to, seed) ^ weight;
    }

    private static int put(byte[] groups, int before, int group) {
        groups[before - 2] = (byte) group;
        groups[before - 1] = (byte) (group >> 8);
        return before - 2;
    }

    private void begin(int length, long seed) {
        a = BEGIN + length;
        b = a;
        c = a;
        if (seed != 0) {
            a += (int) (seed >>> 32);
            b += (int) seed;
            mix();
        }
    }

    private void mix() {
        a = (a - c) ^ Integer.rotateLeft(c, 4);
        c += b;
        b = (b - a) ^ Integer.rotateLeft(a, 6);
        a += c;
        c = (c - b) ^ Integer.rotateLeft(b, 8);
        b += a;
        a = (a - c) ^ Integer.rotateLeft(c, 16);
        c += b;
        b = (b - a) ^ Integer.rotateLeft(a, 19);
        a += c;
        c = (c - b) ^ Integer.rotateLeft(b, 4);
        b += a;
    }

    private long end() {
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return (long) b << 32 | c & 0xFFFF_FFFFL;
    }

    /** So many bytes as a number, the lowest first; none are 0. */
    private static int little(byte[] bytes, int at, int count) {
        int value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }
}
