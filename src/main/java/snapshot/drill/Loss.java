package snapshot.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;

/** Which rows of its table a drill loses. */
public sealed interface Loss {

    /** What to say for every row of the table. */
    String ALL = "all";

    /**
     * Some rows.
     *
     * @param rows how many, 1 or more
     * @param seed the same seed takes the same rows of the same table
     */
    record Sample(int rows, long seed) implements Loss {}

    /** Every row there is. */
    record Everything() implements Loss {}

    /**
     * Those that somebody names.
     *
     * @param keys a JSON array, not an empty one
     */
    record Keys(JsonNode keys) implements Loss {

        public Keys {
            Objects.requireNonNull(keys, "keys");
            if (!keys.isArray() || keys.isEmpty()) {
                throw new ProblemException(
                        Problem.malformed("keys is a list of keys, and not an empty one", "send [1, 2, 3]"));
            }
        }
    }

    /**
     * Those that a condition chooses.
     *
     * @param sql what would stand behind WHERE
     */
    record Where(String sql) implements Loss {

        public Where {
            Objects.requireNonNull(sql, "sql");
            if (sql.isBlank()) {
                throw new ProblemException(Problem.malformed(
                        "where is empty", "send a condition, such as id > 100, or \"rows\": \"all\""));
            }
        }
    }

    /**
     * What a caller said of it, each null if he did not; a sample where he said nothing.
     *
     * @param rows a number, or {@code all}
     * @param unsaid how many rows a sample has that nobody gave the size of
     * @param most how many rows a drill may lose
     * @param anySeed for a sample that nobody gave the seed of
     * @throws ProblemException if it is more than one choice, or none that can be
     */
    static Loss said(JsonNode rows, Long seed, List<JsonNode> keys, String where, int unsaid, int most, long anySeed) {
        if (Stream.of(rows, keys, where).filter(Objects::nonNull).count() > 1) {
            throw new ProblemException(
                    Problem.malformed("rows, keys and where each say which rows are lost", "say one of them"));
        }
        boolean sample = keys == null && where == null && !(rows != null && rows.isTextual());
        if (seed != null && !sample) {
            throw new ProblemException(Problem.malformed(
                    "a seed is for a sample, and which rows are lost is said otherwise", "leave the seed away"));
        }
        if (keys != null) {
            return new Keys(Json.mapper().valueToTree(keys));
        }
        if (where != null) {
            return new Where(where);
        }
        if (!sample) {
            if (!rows.asText().equals(ALL)) {
                throw noNumber(rows, most);
            }
            return new Everything();
        }
        if (rows != null && (!rows.isIntegralNumber() || !rows.canConvertToInt())) {
            throw noNumber(rows, most);
        }
        int size = rows == null ? unsaid : rows.intValue();
        if (size < 1 || size > most) {
            throw noNumber(rows, most);
        }
        return new Sample(size, seed == null ? anySeed : seed);
    }

    private static ProblemException noNumber(JsonNode rows, int most) {
        return new ProblemException(Problem.malformed(
                "rows is 1 to " + most + ", or \"" + ALL + "\", not " + rows,
                "a drill takes a sample; drill.max-rows says how many rows it may lose at most"));
    }

    /** The loss that an earlier process began with. */
    static Loss read(JsonNode asked) {
        if (asked.hasNonNull("where")) {
            return new Where(asked.get("where").asText());
        }
        if (asked.path("rows").isTextual()) {
            return new Everything();
        }
        return asked.hasNonNull("rows")
                ? new Sample(asked.get("rows").asInt(), asked.get("seed").asLong())
                : new Keys(asked.get("keys"));
    }

    /** As it stands in the ledger. */
    default void write(ObjectNode asked) {
        if (this instanceof Sample sample) {
            asked.put("rows", sample.rows()).put("seed", sample.seed());
        } else if (this instanceof Everything) {
            asked.put("rows", ALL);
        } else if (this instanceof Keys named) {
            asked.set("keys", named.keys());
        } else if (this instanceof Where chosen) {
            asked.put("where", chosen.sql());
        }
    }
}
