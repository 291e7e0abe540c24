package dumps.merge;

/**
 * A row as one file has it.
 *
 * @param place of the file in the order, from 0
 * @param row as {@link RowBytes} has it, in the file's columns
 */
record Version(int place, byte[] row) {}
