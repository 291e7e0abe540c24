package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import ingest.value.BooleanReader;
import ingest.value.ClockReader;
import ingest.value.DateReader;
import ingest.value.IntervalReader;
import ingest.value.MembersReader;
import ingest.value.NumberMarks;
import ingest.value.NumberReader;
import ingest.value.NumberReader.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import postgres.Column;
import rows.load.ColumnReaders;
import rows.load.ValueReader;

/** Readers for the columns of a load, by what was told and by what its values show. For one thread. */
final class ValueReaders implements ColumnReaders {

    private final ToldValues told;
    private final ValueEvidence evidence;
    private final boolean marksSpeak;
    private final String zone;
    private final Map<Column, Optional<ValueReader>> made = new HashMap<>();

    private ValueReaders(ToldValues told, ValueEvidence evidence, boolean marksSpeak, String zone) {
        this.told = told;
        this.evidence = evidence;
        this.marksSpeak = marksSpeak;
        this.zone = zone;
    }

    /**
     * Of values whose zone, if they name none, is the session's.
     *
     * @param marksSpeak whether the evidence is to be asked for the marks of numbers before any is read
     */
    static ValueReaders of(ToldValues told, ValueEvidence evidence, boolean marksSpeak) {
        return new ValueReaders(told, evidence, marksSpeak, null);
    }

    /** Of values that were read once, as that was told of their run; in a session of which {@code here} is told. */
    static ValueReaders again(JsonNode account, ToldValues here) {
        PastValues past = new PastValues(account, here);
        return new ValueReaders(past.told(), past, true, past.zoneToWrite());
    }

    @Override
    public ValueReader of(Column column) {
        return made.computeIfAbsent(column, c -> Optional.ofNullable(make(c))).orElse(null);
    }

    /** Whether its values are dates, with or without a time. */
    static boolean isDate(Column column) {
        return switch (column.baseType()) {
            case "date", "timestamp", "timestamptz" -> true;
            default -> false;
        };
    }

    /** Whether its values are numbers, of money or of anything else. */
    static boolean isNumber(Column column) {
        return switch (column.baseType()) {
            case "int2", "int4", "int8", "numeric", "float4", "float8", "money" -> true;
            default -> false;
        };
    }

    /** Whether its values have dates among their members. */
    static boolean holdsDates(Column column) {
        return switch (column.baseType()) {
            case "_date",
                    "_timestamp",
                    "_timestamptz",
                    "daterange",
                    "tsrange",
                    "tstzrange",
                    "datemultirange",
                    "tsmultirange",
                    "tstzmultirange",
                    "_daterange",
                    "_tsrange",
                    "_tstzrange" -> true;
            default -> false;
        };
    }

    private ValueReader make(Column column) {
        if (isDate(column)) {
            return dates(column);
        }
        if (holdsDates(column)) {
            return new MembersReader(dates(column));
        }
        return switch (column.baseType()) {
            case "int2", "int4", "int8" -> numbers(column, Kind.INTEGER);
            case "numeric", "float4", "float8" -> numbers(column, Kind.NUMERIC);
            case "money" -> numbers(column, Kind.MONEY);
            case "time", "timetz" -> new ClockReader(column.type());
            case "interval" -> new IntervalReader(told.marks());
            case "bool" ->
                told.trueWords().isEmpty() && told.falseWords().isEmpty()
                        ? null
                        : new BooleanReader(told.trueWords(), told.falseWords());
            default -> null;
        };
    }

    private DateReader dates(Column column) {
        String zoneIfNone = column.baseType().contains("tz") ? zone : null;
        return new DateReader(told.dates(), () -> evidence.order(column), column.type(), zoneIfNone);
    }

    private NumberReader numbers(Column column, Kind kind) {
        NumberMarks marks = told.marks() != null ? told.marks() : marksSpeak ? evidence.marks(column) : null;
        return new NumberReader(
                marks,
                told.marks() == null && !marksSpeak ? () -> evidence.lateMarks(column) : null,
                kind,
                column.type(),
                kind == Kind.MONEY ? told.moneyMark() : '.',
                told.marks() != null);
    }
}
