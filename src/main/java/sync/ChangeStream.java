package sync;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import postgres.Column;
import postgres.Identifier;

/**
 * Some of a table's rows in the order of a time, or those without one: by the time of their last change, by that of their
 * making where the other is missing or earlier, and the rest. Together they are all rows of the table.
 *
 * @param name tells it from the table's others as long as it means the same
 * @param time the column that orders it, null for rows without a time
 * @param condition what its rows have in common, on a row {@code t}
 */
record ChangeStream(SyncedTable table, String name, Column time, String condition) {

    private static final long XIDS = 1L << 32;
    private static final String BEFORE_ALL_TIME = "-infinity";
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    /** No zone is further behind UTC. */
    private static final int FURTHEST_HOURS = 12;

    /**
     * The streams of a table.
     *
     * @throws ProblemException if a column that should hold times does not
     */
    static List<ChangeStream> of(SyncedTable table, Flow flow) {
        Optional<Column> updated = time(table, flow.updatedAt());
        Optional<Column> created = time(table, flow.createdAt());
        List<ChangeStream> streams = new ArrayList<>();
        updated.ifPresent(
                column -> streams.add(new ChangeStream(table, column.name(), column, value(column) + " is not null")));
        created.ifPresent(column -> streams.add(new ChangeStream(
                table,
                column.name() + updated.map(other -> " before " + other.name()).orElse(""),
                column,
                value(column) + " is not null"
                        + updated.map(other -> " and " + earlier(other, column)).orElse(""))));
        boolean always = updated.filter(Column::required).isPresent()
                || created.filter(Column::required).isPresent();
        if (!always) {
            String none = java.util.stream.Stream.of(updated, created)
                    .flatMap(Optional::stream)
                    .map(column -> value(column) + " is null")
                    .collect(Collectors.joining(" and "));
            streams.add(new ChangeStream(table, "", null, none.isEmpty() ? "true" : none));
        }
        return streams;
    }

    private static Optional<Column> time(SyncedTable table, String name) {
        Optional<Column> column = table.column(name);
        column.filter(found -> !found.baseType().equals("timestamptz")
                        && !found.baseType().equals("timestamp"))
                .ifPresent(found -> {
                    throw new ProblemException(Problem.refused(
                            "column " + name + " of " + table.name().display() + " is " + found.type()
                                    + ", and not a timestamp",
                            "name another as created-at or updated-at of the flow"));
                });
        return column;
    }

    private static String earlier(Column updated, Column created) {
        String before = value(updated) + " < " + value(created);
        return updated.required() ? before : "(" + value(updated) + " is null or " + before + ")";
    }

    private static String value(Column column) {
        return "t." + Identifier.quote(column.name());
    }

    /** Whether its rows can only be found by reading the whole table. */
    boolean readsAll() {
        return time == null
                ? !condition.contains("is null")
                        || table.indexed().stream()
                                .noneMatch(column -> condition.contains(Identifier.quote(column) + " is null"))
                : !table.indexed().contains(time.name());
    }

    /**
     * The rows that may not be on the target yet.
     *
     * @param nextXid about where the source's transactions are
     */
    String after(Watermark watermark, long nextXid) {
        String where = condition;
        if (watermark.at() != null) {
            String at = Identifier.literal(watermark.at()) + "::" + time.type();
            where += watermark.key() == null
                    ? " and " + value(time) + " >= " + at
                    : " and (" + value(time) + ", " + table.keyList("t.") + ") > (" + at + ", "
                            + keyLiterals(watermark.key()) + ")";
        }
        return where + notSeen(watermark.seen(), nextXid);
    }

    /** What follows a condition on rows {@code t} of the source so that only those are meant which older transactions did not write. */
    static String notSeen(Long seen, long nextXid) {
        // Rows carry the lower half of their transaction's number, which is compared as the server does it.
        return seen == null || nextXid - seen >= XIDS / 4
                ? ""
                : " and ((t.xmin::text::bigint - " + seen + ") & " + (XIDS - 1) + ") < " + XIDS / 2;
    }

    private String keyLiterals(List<String> values) {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String type = table.column(table.key().get(i)).orElseThrow().type();
            literals.add(Identifier.literal(values.get(i)) + "::" + type);
        }
        return String.join(", ", literals);
    }

    /** The order in which they can be cut anywhere. */
    String order() {
        return time == null ? "" : " order by " + value(time) + ", " + table.keyList("t.");
    }

    /** The ceiling in the words of the time's type. */
    String ceiling(Horizon horizon, Optional<ZoneId> zone) {
        if (horizon.ceiling() == null) {
            return BEFORE_ALL_TIME;
        }
        Instant instant = Instant.EPOCH.plus(horizon.ceiling(), ChronoUnit.MICROS);
        if (time.baseType().equals("timestamptz")) {
            return LOCAL.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) + "+00";
        }
        if (zone.isEmpty()) {
            return LOCAL.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC).minusHours(FURTHEST_HOURS));
        }
        // Where clocks are put back in autumn an hour comes twice.
        return LOCAL.format(LocalDateTime.ofInstant(instant, zone.get())
                .minusHours(zone.get().getRules().isFixedOffset() ? 0 : 1));
    }
}
