package rows.load;

/** Reads a value as its sender meant it and spells it as PostgreSQL takes it, whatever the session's settings are. */
public interface ValueReader {

    /**
     * The value anew; the same object where nothing is to be changed, which also leaves the judgement to the database.
     *
     * @throws UnfitValue if it does not mean anything in the way the values were told or found to be written
     */
    String read(String text) throws UnfitValue;

    /** The value goes in as it is. */
    int AS_IS = -2;

    /** Only {@link #read(String)} can tell. */
    int UNDECIDED = -1;

    /**
     * The same of the bytes of what most values look like, for the sake of speed.
     *
     * @param into where the value is written anew from {@code to} on; there is room for {@link #ROOM} bytes more than it has
     * @return where what was written ends, or {@link #AS_IS}, or {@link #UNDECIDED}
     */
    default int read(byte[] bytes, int start, int end, byte[] into, int to) {
        return UNDECIDED;
    }

    /** How much longer a value may become, in bytes. */
    int ROOM = 32;

    /** Whether it reads numbers, which are told from texts where values have types of their own. */
    default boolean readsNumbers() {
        return false;
    }

    /** Whether also a text that looks as the column wants it may mean something else. */
    default boolean everyText() {
        return false;
    }
}
