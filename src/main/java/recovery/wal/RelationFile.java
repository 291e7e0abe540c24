package recovery.wal;

/**
 * The file that holds the rows of a table, or the entries of an index; it changes when they are written anew.
 *
 * @param tablespace its object id
 * @param database the database's, 0 for what all databases share
 * @param number the file's
 */
public record RelationFile(int tablespace, int database, int number) {

    static final int BYTES = 12;

    static RelationFile at(byte[] bytes, int at) {
        return new RelationFile(
                LittleEndian.i32(bytes, at), LittleEndian.i32(bytes, at + 4), LittleEndian.i32(bytes, at + 8));
    }

    /** As PostgreSQL's tools write it. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(tablespace) + "/" + Integer.toUnsignedString(database) + "/"
                + Integer.toUnsignedString(number);
    }
}
