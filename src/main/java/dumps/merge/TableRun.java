package dumps.merge;

import dumps.DumpRow;
import dumps.RowVerb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One table on its way through the sorted rows. */
final class TableRun {

    private final MergedTable table;
    private final TableView view;
    private final Question question;
    private final FileOrder order;
    private final int[] places;
    private final StateSink sink;
    private final TableCounts counts = new TableCounts();
    private final RowFate fate;
    private final DumpRow inFile = new DumpRow();
    private final DumpRow row = new DumpRow();
    private Version last;

    TableRun(MergedTable table, TableView view, Question question, FileOrder order, int[] places, StateSink sink) {
        this.table = table;
        this.view = view;
        this.question = question;
        this.order = order;
        this.places = places;
        this.sink = sink;
        int upTo = Math.min(question.upTo(), order.files().size());
        fate = new RowFate(view, order, question.policy(), upTo - 1, counts);
    }

    void begin() throws IOException {
        sink.table(table);
    }

    void group(RowGroups group) throws IOException {
        int most = 1;
        if (table.keyless()) {
            for (int i = 0; i < group.files().size(); i++) {
                most = Math.max(most, group.rows(i).size());
            }
        }
        for (int nth = 0; nth < most; nth++) {
            List<Version> versions = versions(group, nth);
            if (!versions.isEmpty()) {
                follow(versions);
            }
        }
    }

    private List<Version> versions(RowGroups group, int nth) {
        List<Version> versions = new ArrayList<>(group.files().size());
        for (int i = 0; i < group.files().size(); i++) {
            int place = places[group.files().get(i)];
            List<byte[]> rows = group.rows(i);
            if (place < question.upTo() && view.has(place) && (!table.keyless() || nth < rows.size())) {
                versions.add(new Version(place, table.keyless() ? rows.get(nth) : only(rows)));
            }
        }
        versions.sort(Comparator.comparingInt(Version::place));
        return versions;
    }

    /** The one of several rows with one key in one file that a server would have in the end. */
    private byte[] only(List<byte[]> rows) {
        byte[] stays = rows.get(0);
        for (int i = 1; i < rows.size(); i++) {
            counts.twiceInOne();
            if (RowBytes.verb(rows.get(i)) == RowVerb.REPLACE) {
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
