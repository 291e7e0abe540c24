package dumps.load;

import java.util.List;
import java.util.stream.Collectors;
import postgres.Identifier;
import postgres.TableName;

/** A foreign key between two tables that are loaded, as statements. */
record MadeForeignKey(
        TableName table, String name, List<String> columns, TableName parent, List<String> referenced, String actions) {

    String statement() {
        return "alter table " + table.quoted() + " add constraint " + Identifier.quote(name) + " foreign key "
                + list(columns) + " references " + parent.quoted() + " " + list(referenced)
                + (actions.isBlank() ? "" : " " + actions);
    }

    String dropped() {
        return "alter table " + table.quoted() + " drop constraint if exists " + Identifier.quote(name);
    }

    /** A condition of rows that refer to something that is not there. */
    String orphans() {
        StringBuilder refers = new StringBuilder();
        StringBuilder match = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String mine = table.quoted() + "." + Identifier.quote(columns.get(i));
            refers.append(mine).append(" is not null and ");
            match.append(i == 0 ? "" : " and ")
                    .append("parent.")
                    .append(Identifier.quote(referenced.get(i)))
                    .append(" = ")
                    .append(mine);
        }
        return refers + "not exists (select from " + parent.quoted() + " as parent where " + match + ")";
    }

    private static String list(List<String> columns) {
        return columns.stream().map(Identifier::quote).collect(Collectors.joining(", ", "(", ")"));
    }
}
