package dumps.load;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own types, as its dumps spell them: those of the server stay what they are. */
final class PostgresTypes {

    private static final Pattern TYPE = Pattern.compile(
            "(?i)\\s*(?:pg_catalog\\.)?(\"?[\\w ]+?\"?)\\s*(\\([\\d, ]+\\))?\\s*((?:with|without) time zone)?\\s*((?:\\[\\d*\\])*)\\s*");
    private static final Set<String> OWN = Set.of(
            "smallint",
            "integer",
            "int",
            "bigint",
            "int2",
            "int4",
            "int8",
            "numeric",
            "decimal",
            "real",
            "double precision",
            "float4",
            "float8",
            "float",
            "money",
            "character varying",
            "varchar",
            "character",
            "char",
            "bpchar",
            "text",
            "name",
            "bytea",
            "timestamp",
            "timestamptz",
            "date",
            "time",
            "timetz",
            "interval",
            "boolean",
            "bool",
            "bit",
            "bit varying",
            "varbit",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "cidr",
            "inet",
            "macaddr",
            "macaddr8",
            "tsvector",
            "tsquery",
            "uuid",
            "xml",
            "json",
            "jsonb",
            "jsonpath",
            "oid",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "int4multirange",
            "int8multirange",
            "nummultirange",
            "tsmultirange",
            "tstzmultirange",
            "datemultirange",
            "pg_lsn");
    private static final Map<String, String> SERIAL = Map.of(
            "serial",
            "integer",
            "serial4",
            "integer",
            "bigserial",
            "bigint",
            "serial8",
            "bigint",
            "smallserial",
            "smallint",
            "serial2",
            "smallint");

    private final Map<String, List<String>> labels;

    PostgresTypes(Map<String, List<String>> labels) {
        this.labels = labels;
    }

    PgColumn of(String declared) {
        Matcher parts = TYPE.matcher(declared);
        if (parts.matches()) {
            String name = unquoted(parts.group(1).strip().toLowerCase(java.util.Locale.ROOT));
            if (SERIAL.containsKey(name)) {
                return PgColumn.of(SERIAL.get(name), ValueSpelling.NUMBER);
            }
            if (OWN.contains(name)) {
                String type = name
                        + (parts.group(2) == null ? "" : parts.group(2))
                        + (parts.group(3) == null ? "" : " " + parts.group(3).toLowerCase(java.util.Locale.ROOT))
                        + parts.group(4);
                return PgColumn.of(
                        type,
                        name.equals("bytea") && parts.group(4).isEmpty() ? ValueSpelling.BYTEA : ValueSpelling.TEXT);
            }
        }
        List<String> own = labelsOf(declared);
        return own.isEmpty()
                ? PgColumn.noted("text", ValueSpelling.TEXT, "the type " + declared + " is not one of the server's own")
                : new PgColumn("text", ValueSpelling.TEXT, own, "the labels of " + declared + " are a check");
    }

    /** A dump may quote every name; only of {@code char} the quotes make another type. */
    private static String unquoted(String name) {
        return name.equals("\"char\"") ? "text" : name.replace("\"", "");
    }

    private List<String> labelsOf(String declared) {
        String bare = declared.replace("\"", "");
        return labels.getOrDefault(bare, labels.getOrDefault(bare.substring(bare.lastIndexOf('.') + 1), List.of()));
    }
}
