package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpRow;
import dumps.DumpTable;
import dumps.DumpValue;
import dumps.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One table as of a place in the order: its latest definition, and how the rows of each file become rows of it. */
final class TableView {

    private final DumpTable definition;
    private final TableKey key;
    private final String timeColumn;
    private final Map<Part, Projection> byPart = new IdentityHashMap<>();
    private final Set<Integer> places;
    private Part lastPart;
    private Projection last;
    private int definedAt;
    private final BitSet complete = new BitSet();

    /** How a file's rows become rows of the latest definition. */
    record Projection(int[] from, DumpValue[] filler, int[] time) {}

    /** @param places files that have the table, by their places, up to the one it is looked at from */
    TableView(TableId id, TableKey key, Map<Integer, TableFacts> places, String saidTime) {
        this.key = key;
        definition = latest(id, places);
        Optional<String> found = saidTime == null ? UpdateTimes.of(definition) : Optional.of(saidTime);
        timeColumn = found.filter(column -> definition.indexOf(column) >= 0).orElse(null);
        this.places = places.keySet();
        places.forEach((place, facts) -> complete.set(place, facts.complete()));
    }

    private DumpTable latest(TableId id, Map<Integer, TableFacts> places) {
        DumpTable latest = null;
        Map<String, DumpColumn> all = new LinkedHashMap<>();
        for (int place : places.keySet().stream().sorted().toList()) {
            DumpTable here = places.get(place).definition();
            if (here.defined() || latest == null) {
                latest = here;
                definedAt = place;
            }
            here.columns().forEach(column -> all.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column));
        }
        List<DumpColumn> columns = latest.defined() ? latest.columns() : new ArrayList<>(all.values());
        return new DumpTable(
                id, latest.defined(), columns, latest.keys(), latest.partitionBy(), null, latest.comment());
    }

    private Projection projection(DumpTable table) {
        int size = definition.columns().size();
        int[] from = new int[size];
        DumpValue[] filler = new DumpValue[size];
        boolean alike = table.columns().stream()
                .map(DumpColumn::name)
                .toList()
                .equals(definition.columns().stream().map(DumpColumn::name).toList());
        for (int i = 0; i < size; i++) {
            DumpColumn column = definition.columns().get(i);
            // One name may stand twice, where only the place tells which is meant.
            from[i] = alike ? i : table.indexOf(column.name());
            filler[i] = from[i] < 0 ? Defaults.of(column) : null;
        }
        int time = timeColumn == null ? -1 : table.indexOf(timeColumn);
        return new Projection(from, filler, time < 0 ? new int[0] : new int[] {time});
    }

    DumpTable definition() {
        return definition;
    }

    /** The place of the file that it is taken from. */
    int definedAt() {
        return definedAt;
    }

    TableKey key() {
        return key;
    }

    /** What decides between versions, or null. */
    String timeColumn() {
        return timeColumn;
    }

    /** Where a row's absence says something. */
    BitSet complete() {
        return complete;
    }

    boolean has(int place) {
        return places.contains(place);
    }

    /** The row in the latest definition's columns. */
    DumpRow row(Version version, DumpRow inFile, DumpRow into) throws IOException {
        return project(version.part().row(version.row(), inFile), of(version), into);
    }

    private static DumpRow project(DumpRow row, Projection its, DumpRow into) {
        into.begin();
        into.putIn(row.verb());
        for (int i = 0; i < its.from.length; i++) {
            int from = its.from[i];
            if (from < 0) {
                into.add(its.filler[i]);
            } else {
                into.put(row.array(), row.from(from), row.to(from) - row.from(from));
                into.finish(row.kind(from));
            }
        }
        return into;
    }

    /** A partition may have its columns in an order of its own. */
    private Projection of(Version version) {
        if (version.part() != lastPart) {
            last = byPart.computeIfAbsent(version.part(), part -> projection(part.meant()));
            lastPart = version.part();
        }
        return last;
    }

    /** Whether the same bytes mean the same in both files. */
    boolean readsAlike(Version one, Version other) {
        return one.part() == other.part() || Arrays.equals(of(one).from, of(other).from);
    }

    /** When the row was changed last by its own word, or null. */
    Long time(Version version, DumpRow inFile) throws IOException {
        int[] time = of(version).time;
        if (time.length == 0) {
            return null;
        }
        version.part().pick(version.row(), time, inFile);
        return inFile.isNull(0) ? null : Moments.of(inFile.text(0));
    }
}
