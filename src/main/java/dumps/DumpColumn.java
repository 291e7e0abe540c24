package dumps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * A column as a dump declares it.
 *
 * @param name without quotes; a table may have one name twice
 * @param type as declared, in the dump's spelling: {@code int(10) unsigned}, {@code enum('a','b')}; null where the dump does
 *     not define the table, or the column has no type
 * @param nullable whether NULL may stand in it, as far as the definition says; what is in the primary key may not
 * @param defaultText the default as SQL of its dialect, such as {@code '1.000'}, {@code NULL} or {@code current_timestamp()}; or null
 * @param counts whether the server numbers it: {@code AUTO_INCREMENT}, identity, {@code serial}, {@code nextval}
 * @param generated the expression it is computed from, or null; its rows may have the value all the same
 * @param onUpdate what {@code ON UPDATE} of MySQL says, or null
 * @param charset the character set MySQL declares for it, or null
 * @param collation by which its texts are compared, as declared for it or for its table, or null for the usual one
 * @param comment or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DumpColumn(
        String name,
        String type,
        boolean nullable,
        String defaultText,
        boolean counts,
        String generated,
        String onUpdate,
        String charset,
        String collation,
        String comment) {

    public DumpColumn {
        Objects.requireNonNull(name, "name");
    }

    /** The same under another name. */
    public DumpColumn called(String other) {
        return new DumpColumn(
                other, type, nullable, defaultText, counts, generated, onUpdate, charset, collation, comment);
    }

    /** The same, compared otherwise. */
    public DumpColumn collated(String other) {
        return new DumpColumn(name, type, nullable, defaultText, counts, generated, onUpdate, charset, other, comment);
    }

    /** A column of which only the name is known. */
    public static DumpColumn named(String name) {
        return new DumpColumn(name, null, true, null, false, null, null, null, null, null);
    }
}
