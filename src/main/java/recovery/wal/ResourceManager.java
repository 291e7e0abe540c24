package recovery.wal;

import java.util.List;

/**
 * Who wrote a record, by number: the same in every version from 14 to 18. Source: PostgreSQL's {@code rmgrlist.h}.
 */
final class ResourceManager {

    static final int XLOG = 0;
    static final int TRANSACTION = 1;
    static final int STORAGE = 2;
    static final int DATABASE = 4;
    static final int TABLESPACE = 5;
    static final int RELMAP = 7;
    static final int STANDBY = 8;
    static final int HEAP2 = 9;
    static final int HEAP = 10;

    /** From here on they are those of extensions. */
    private static final int FIRST_CUSTOM = 128;

    private static final List<String> NAMES = List.of(
            "XLOG",
            "Transaction",
            "Storage",
            "CLOG",
            "Database",
            "Tablespace",
            "MultiXact",
            "RelMap",
            "Standby",
            "Heap2",
            "Heap",
            "Btree",
            "Hash",
            "Gin",
            "Gist",
            "Sequence",
            "SPGist",
            "BRIN",
            "CommitTs",
            "ReplicationOrigin",
            "Generic",
            "LogicalMessage");

    private ResourceManager() {}

    /** The name that PostgreSQL's own tools give it. */
    static String nameOf(int number) {
        if (number < NAMES.size()) {
            return NAMES.get(number);
        }
        return number < FIRST_CUSTOM ? "unknown " + number : "custom" + number;
    }
}
