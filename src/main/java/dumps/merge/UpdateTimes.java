package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the columns that say when a row was changed or made: by what the server does to them, by name and by type. */
final class UpdateTimes {

    private static final List<String> CHANGED = List.of(
            "updated_at",
            "last_update",
            "last_updated",
            "last_updated_at",
            "modified_at",
            "last_modified",
            "modified",
            "updated",
            "changed_at",
            "changed",
            "update_time",
            "date_modified",
            "date_updated",
            "modified_on",
            "updated_on",
            "updatedat",
            "modifiedat",
            "lastmodified",
            "lastupdate",
            "lastupdated",
            "updated_date",
            "modified_date",
            "date_upd",
            "post_modified_gmt",
            "post_modified",
            "mtime",
            "modification_date");
    private static final Set<String> MADE = Set.of(
            "created_at",
            "created",
            "create_date",
            "created_on",
            "creation_date",
            "date_created",
            "createdat",
            "created_date",
            "date_add",
            "create_time",
            "inserted_at");

    private UpdateTimes() {}

    /** The column whose newest value decides between two versions of a row. */
    static Optional<String> of(DumpTable table) {
        Optional<String> bySever = table.columns().stream()
                .filter(column -> column.onUpdate() != null && Types.mayHoldTime(column.type()))
                .map(DumpColumn::name)
                .findFirst();
        return bySever.isPresent()
                ? bySever
                : CHANGED.stream()
                        .flatMap(name -> table.columns().stream()
                                .filter(column ->
                                        column.name().toLowerCase(Locale.ROOT).equals(name)
                                                && Types.mayHoldTime(column.type())))
                        .map(DumpColumn::name)
                        .findFirst();
    }

    /** Whether the highest value in it tells how late a file is. */
    static boolean tellsAge(DumpColumn column) {
        String name = column.name().toLowerCase(Locale.ROOT);
        return Types.mayHoldTime(column.type())
                && (column.onUpdate() != null || CHANGED.contains(name) || MADE.contains(name));
    }
}
