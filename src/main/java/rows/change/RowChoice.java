package rows.change;

/** Which rows of the live table are put back. */
public enum RowChoice {
    /** Those that are no more there. */
    MISSING,
    /** Those that have other values now. */
    CHANGED,
    /** Both, and those that were added since are removed: the table is what it was. */
    ALL
}
