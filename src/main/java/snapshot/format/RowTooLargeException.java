package snapshot.format;

/** A row has more bytes than the sink can take; {@link RowLimit} says how many. */
final class RowTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long bytes;

    RowTooLargeException(long bytes) {
        super("a row of " + bytes + " bytes is too large");
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }
}
