package ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Query;
import postgres.Savepoint;
import postgres.Sql;
import postgres.Table;

/** Types that somebody said columns are of, as the catalog spells them: what was said never gets into a statement. */
final class ToldTypes {

    private static final String FIND = Sql.read("ingest/find-type.sql");

    /** A name and what is in its parentheses; such as {@code timestamp(3) with time zone}. */
    private static final Pattern MODIFIED =
            Pattern.compile("([^()]+)\\(\\s*(-?\\w+(?:\\s*,\\s*-?\\w+)*)\\s*\\)([^()]*)");

    /** Where a type's modifier stands in its name: behind the first word of a time, before the brackets of an array. */
    private static final Pattern BEFORE_MODIFIER = Pattern.compile("^(?:time|timestamp|interval)\\b|^[^\\[]+");

    /** What the server adds to a type of which it was not said. */
    private static final Pattern IMPLIED = Pattern.compile("(?<=^(?:character|bit))\\(1\\)$");

    private static final Pattern NO_DECIMALS = Pattern.compile(",0\\)$");

    private static final String EXAMPLE = "say them as in types=amount:numeric(10,2),booked:date";

    private final Map<String, String> types;

    private ToldTypes(Map<String, String> types) {
        this.types = types;
    }

    /**
     * Looks every type up.
     *
     * @throws ProblemException naming those that are none
     */
    static ToldTypes of(Connection connection, Map<String, String> said) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        List<String> none = new ArrayList<>();
        for (Map.Entry<String, String> told : said.entrySet()) {
            Optional<String> type = spelt(connection, told.getValue());
            type.ifPresent(name -> types.put(told.getKey(), name));
            if (type.isEmpty()) {
                none.add(told.getKey() + ":" + told.getValue());
            }
        }
        if (!none.isEmpty()) {
            throw new ProblemException(
                    Problem.malformed("types has what is no type here: " + String.join(", ", none), EXAMPLE));
        }
        return new ToldTypes(types);
    }

    private static Optional<String> spelt(Connection connection, String said) throws SQLException {
        Matcher modified = MODIFIED.matcher(said);
        boolean plain = !modified.matches();
        Optional<String> found = find(connection, plain ? said : modified.group(1) + " " + modified.group(3));
        return plain
                ? found
                : found.map(name -> BEFORE_MODIFIER
                        .matcher(name)
                        .replaceFirst(before -> Matcher.quoteReplacement(
                                before.group().strip() + "(" + modified.group(2).replaceAll("\\s", "") + ")")));
    }

    private static Optional<String> find(Connection connection, String name) throws SQLException {
        if (name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        // Older servers answer what is no name at all with an error.
        Savepoint.attempt(
                connection,
                () -> found.addAll(Query.list(connection, FIND, row -> row.getString("name"), name.strip())));
        return found.stream().findFirst();
    }

    /**
     * The columns with the types that were told instead of those that were found.
     *
     * @throws ProblemException naming those that are no columns
     */
    List<MadeColumn> over(List<MadeColumn> columns) {
        Map<Integer, String> told = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        types.forEach((name, type) -> {
            int place = place(name, columns);
            if (place < 0 || told.put(place, type) != null) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw new ProblemException(Problem.malformed(
                    "types names what is no column of the file, or one twice: " + String.join(", ", unknown),
                    "the columns are " + columns.stream().map(MadeColumn::name).collect(Collectors.joining(", "))));
        }
        List<MadeColumn> typed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            MadeColumn column = columns.get(i);
            typed.add(new MadeColumn(column.name(), told.getOrDefault(i, column.type()), column.header()));
        }
        return typed;
    }

    private static int place(String name, List<MadeColumn> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name) || name.equals(columns.get(i).header())) {
                return i;
            }
        }
        List<Integer> alike = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                alike.add(i);
            }
        }
        return alike.size() == 1 ? alike.get(0) : -1;
    }

    /**
     * Makes sure that a table that is there already is as it was told.
     *
     * @throws ProblemException naming what is otherwise
     */
    void agreeWith(Table table) {
        List<String> others = new ArrayList<>();
        types.forEach((name, type) -> {
            String there = table.column(name).map(Column::type).orElse(null);
            if (there == null
                    || !type.equals(there)
                            && !type.equals(IMPLIED.matcher(there).replaceFirst(""))
                            && !type.equals(NO_DECIMALS.matcher(there).replaceFirst(")"))) {
                others.add(
                        name + (there == null ? ", which is not there" : ", which is " + there + " and not " + type));
            }
        });
        if (!others.isEmpty()) {
            throw CsvFile.refused(
                    table.name().display() + " is there already, with other columns than types says: "
                            + String.join("; ", others),
                    "leave types out to load into it as it is, or name another table");
        }
    }
}
