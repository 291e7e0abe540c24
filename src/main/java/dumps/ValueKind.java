package dumps;

/** What a dump says a value is. A quoted number is a text: what it is for the column is told by the column's type. */
public enum ValueKind {
    /** No value. */
    NULL,
    /** A string, or a field of a COPY block. */
    TEXT,
    /** A number without quotes, spelled as in the dump. */
    NUMBER,
    /** TRUE or FALSE without quotes, spelled {@code true} or {@code false}. */
    BOOLEAN,
    /** Bytes: a hexadecimal or binary literal, a string in a column of bytes, or one that is no text in the file's encoding. */
    BYTES,
    /** A bit literal, spelled in zeros and ones. */
    BITS,
    /** The dump leaves it to a default of the column that only a server could compute, such as the next number. */
    DEFAULT
}
