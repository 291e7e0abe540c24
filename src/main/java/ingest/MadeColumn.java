package ingest;

import java.util.Objects;

/**
 * A column of a table that is made.
 *
 * @param name as the table has it
 * @param type as SQL writes it
 * @param header as the file writes it, or null
 */
record MadeColumn(String name, String type, String header) {

    MadeColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
