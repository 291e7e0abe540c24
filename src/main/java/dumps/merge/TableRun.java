package dumps.merge;

import dumps.DumpRow;
import dumps.DumpValue;
import dumps.RowVerb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One table on its way through the sorted rows. */
final class TableRun {

    private final MergedTable table;
    private final TableView view;
    private final FileOrder order;
    private final StateSink sink;
    private final TableCounts counts = new TableCounts();
    private final RowFate fate;
    private final DumpRow inFile = new DumpRow();
    private final DumpRow row = new DumpRow();
    private final List<Version> versions = new ArrayList<>();
    private Version last;

    TableRun(MergedTable table, TableView view, Question question, FileOrder order, StateSink sink) {
        this.table = table;
        this.view = view;
        this.order = order;
        this.sink = sink;
        int upTo = Math.min(question.upTo(), order.files().size());
        fate = new RowFate(view, order, question.policy(), upTo - 1, counts);
    }

    void begin() throws IOException {
        sink.table(table);
    }

    /** @param rows with one key, by place */
    void group(List<Version> rows) throws IOException {
        if (table.keyless()) {
            each(rows);
            return;
        }
        if (view.key().folds() && hasTwins(rows)) {
            for (List<Version> spelledAlike : bySpelling(rows)) {
                byFile(spelledAlike);
            }
        } else {
            byFile(rows);
        }
    }

    private static boolean hasTwins(List<Version> rows) {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).place() == rows.get(i - 1).place()) {
                return true;
            }
        }
        return false;
    }

    /** A file that has two of them shows that its server told them apart. */
    private Collection<List<Version>> bySpelling(List<Version> rows) throws IOException {
        Map<List<DumpValue>, List<Version>> spelled = new LinkedHashMap<>();
        for (Version version : rows) {
            List<DumpValue> key = version.part()
                    .pick(version.row(), version.part().columns(), inFile)
                    .values();
            spelled.computeIfAbsent(key, first -> new ArrayList<>()).add(version);
        }
        return spelled.values();
    }

    private void byFile(List<Version> rows) throws IOException {
        versions.clear();
        for (int i = 0; i < rows.size(); ) {
            int end = i + 1;
            while (end < rows.size() && rows.get(end).place() == rows.get(i).place()) {
                end++;
            }
            versions.add(end == i + 1 ? rows.get(i) : only(rows.subList(i, end)));
            i = end;
        }
        follow(versions);
    }

    /** Of equal rows the first of each file is one row, and the second another. */
    private void each(List<Version> rows) throws IOException {
        Map<Integer, List<Version>> files = new TreeMap<>();
        rows.forEach(row ->
                files.computeIfAbsent(row.place(), first -> new ArrayList<>()).add(row));
        int most = files.values().stream().mapToInt(List::size).max().orElse(0);
        for (int nth = 0; nth < most; nth++) {
            versions.clear();
            for (List<Version> file : files.values()) {
                if (nth < file.size()) {
                    versions.add(file.get(nth));
                }
            }
            follow(versions);
        }
    }

    /** The one of several rows with one key in one file that a server would have in the end. */
    private Version only(List<Version> rows) {
        Version stays = rows.get(0);
        for (int i = 1; i < rows.size(); i++) {
            counts.twiceInOne();
            if (Version.verb(rows.get(i).row()) == RowVerb.REPLACE) {
                stays = rows.get(i);
            }
        }
        return stays;
    }

    private void follow(List<Version> versions) throws IOException {
        last = null;
        Version end = fate.follow(versions, this::change);
        if (end != null) {
            counts.row();
            sink.row(view.row(end, inFile, row), name(end.place()));
        }
    }

    private void change(Op op, int place, Version version) throws IOException {
        if (sink.wantsChanges()) {
            Version shown = version == null ? last : version;
            sink.change(op, view.row(shown, inFile, row), name(place), place + 1);
        }
        last = version == null || op == Op.OLDER ? last : version;
    }

    private String name(int place) {
        return order.files().get(place).file().name();
    }

    void end() throws IOException {
        sink.end(table, counts);
    }
}
