package sync;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Json;
import postgres.Column;
import postgres.Identifier;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Inheritance;

/**
 * A table as the catalog of one side describes it.
 *
 * @param kind the catalog's letter
 * @param wanted the word by which it was asked for, or null
 * @param columns in table order, types spelled with their schemas
 * @param key the primary key's columns, empty without one
 * @param arbitrated whether an insert can be told to mind that key
 * @param inherits the tables that it inherits from; a partition has none
 * @param heirs the tables that inherit from it; partitions are none
 * @param refersTo the tables that its foreign keys point to
 * @param indexed columns that an index begins with
 * @param labels of the enums below its columns, behind the names of their types
 * @param partitions the names of all of them, as {@link #plain} writes them
 * @param files which table it is and which files it is in, with a slash between
 * @param logged whether what is deleted is written down for this flow
 * @param truncatesLogged whether that is so of a truncate of each of its partitions, too
 */
record SyncedTable(
        TableName name,
        String kind,
        String wanted,
        List<Column> columns,
        List<String> key,
        boolean arbitrated,
        List<TableName> inherits,
        List<TableName> heirs,
        List<TableName> refersTo,
        Set<String> indexed,
        List<String> labels,
        List<String> partitions,
        String files,
        boolean logged,
        boolean truncatesLogged) {

    private static final Pattern QUALIFIED = Pattern.compile("((?:\"(?:[^\"]|\"\")*\"|[^\".]+))\\.");

    static SyncedTable of(ResultSet row) throws SQLException {
        JsonNode columns = Json.read(row.getString("columns"));
        return new SyncedTable(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("kind"),
                row.getString("wanted"),
                columns == null ? List.of() : Json.mapper().convertValue(columns, new TypeReference<List<Column>>() {}),
                Query.texts(row, "key"),
                row.getBoolean("arbitrated"),
                names(row.getString("inherits")),
                names(row.getString("heirs")),
                names(row.getString("refers_to")),
                Set.copyOf(Query.texts(row, "indexed")),
                Query.texts(row, "labels"),
                Query.texts(row, "partitions"),
                row.getString("files"),
                row.getBoolean("logged"),
                row.getBoolean("truncates_logged"));
    }

    private static List<TableName> names(String json) {
        return json == null ? List.of() : Json.mapper().convertValue(Json.read(json), new TypeReference<>() {});
    }

    /** Its part in any inheritance. */
    Stream<Inheritance> inheritances() {
        return Stream.concat(
                inherits.stream().map(parent -> new Inheritance(name, parent)),
                heirs.stream().map(heir -> new Inheritance(heir, name)));
    }

    /** Schema and name with a dot between. */
    static String plain(TableName name) {
        return name.schema() + "." + name.name();
    }

    boolean isTable() {
        return kind.equals("r") || kind.equals("p");
    }

    boolean isPartitioned() {
        return kind.equals("p");
    }

    /** What to select from for its own rows. */
    String relation() {
        return name.rows(isPartitioned());
    }

    Optional<Column> column(String wantedName) {
        return columns.stream()
                .filter(column -> column.name().equals(wantedName))
                .findFirst();
    }

    /** What its columns are called, each behind a sign that says whether it is required. */
    List<String> shape() {
        return columns.stream()
                .map(column -> (column.required() ? "!" : "=") + column.name())
                .toList();
    }

    /** The files it is in, and its columns: what must not change between two looks at it. */
    List<String> made() {
        return Stream.concat(Stream.of(files), columns.stream().map(column -> column.name() + " " + column.type()))
                .toList();
    }

    /** The columns that can be written. */
    List<Column> writable() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    /** The key's columns. */
    List<Column> keyColumns() {
        return key.stream().map(name -> column(name).orElseThrow()).toList();
    }

    /** The key's columns, each behind the prefix, joined by commas. */
    String keyList(String prefix) {
        return Identifier.list(key, prefix);
    }

    /** Schemas of the user's own types in the key, quoted: there are the operators that compare them. */
    List<String> operatorSchemas() {
        return key.stream()
                .map(name -> column(name).orElseThrow())
                .flatMap(column -> Stream.of(column.type(), column.plainType()))
                .map(QUALIFIED::matcher)
                .filter(Matcher::lookingAt)
                .map(type -> type.group(1))
                .distinct()
                .toList();
    }
}
