package dumps.load;

import dumps.Dialect;
import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.merge.MergedTable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MariaDB's json, which is a longtext with a check. */
final class MariaJson {

    private static final Pattern CHECK =
            Pattern.compile("(?i).*?check\\s*\\(\\s*json_valid\\s*\\(`?([^`()]+)`?\\)\\s*\\)\\s*");

    private MariaJson() {}

    /** Whether the column is one. */
    static boolean is(MergedTable table, DumpColumn column) {
        return table.definition().keys().stream().anyMatch(key -> column.name().equalsIgnoreCase(column(table, key)));
    }

    /** The column that a check has be JSON, or null. */
    static String column(MergedTable table, DumpKey key) {
        boolean any = table.dialect() == Dialect.MYSQL && key.kind() == DumpKey.Kind.CHECK && key.text() != null;
        Matcher valid = any ? CHECK.matcher(key.text()) : null;
        return valid != null && valid.matches() ? valid.group(1) : null;
    }
}
