package rows.load;

import java.util.Locale;

/** What loading does to the rows that are there. */
public enum LoadMode {
    /** Adds rows; one that is there already is a dead letter. */
    INSERT,
    /** Adds rows and changes those whose primary key is there; rows that are equal stay untouched. */
    UPSERT,
    /** Puts the file's rows in place of all that is there, in one transaction. */
    REPLACE;

    /** As users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
