package dumps.load;

import com.fasterxml.jackson.databind.JsonNode;
import dumps.DumpRow;
import dumps.archive.State;
import dumps.merge.MergedTable;
import dumps.merge.StateSink;
import dumps.merge.TableCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.DeadLetter;

/**
 * From which dump files rows came that were taken out when they were there: for them the archive is read once more, and they
 * are known again by those of their values that both spell alike. Of rows that are alike in several files none is told.
 */
final class FilesOfRows {

    private static final Pattern SPELLED_ALIKE = Pattern.compile("smallint|integer|bigint|text|(character )?var.*");

    private final State archive;
    private final DumpsLoadRequest request;
    private final LoadPlan plan;

    FilesOfRows(State archive, DumpsLoadRequest request, LoadPlan plan) {
        this.archive = archive;
        this.request = request;
        this.plan = plan;
    }

    /** The letters, each with its file as far as that can be told. */
    List<DeadLetter> named(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return letters;
        }
        Set<String> tables = letters.stream().map(DeadLetter::table).collect(Collectors.toSet());
        Search search = new Search(letters);
        try {
            archive.run(
                    plan.tables().values().stream()
                            .filter(table -> tables.contains(table.name().display()))
                            .map(table -> table.table().id())
                            .collect(Collectors.toSet()),
                    request.asOf(),
                    request.policy(),
                    search);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the archive", e);
        }
        return letters.stream()
                .map(letter -> search.file(letter).map(letter::from).orElse(letter))
                .toList();
    }

    private final class Search implements StateSink {
        private final Set<List<String>> wanted = new HashSet<>();
        private final Map<List<String>, Set<String>> found = new HashMap<>();
        private TablePlan table;
        private RowRecord record;

        Search(List<DeadLetter> letters) {
            letters.forEach(letter -> wanted.add(values(letter)));
        }

        @Override
        public void table(MergedTable merged) {
            table = plan.tables().get(merged.id());
            record = new RowRecord(table);
        }

        @Override
        public void row(DumpRow row, String file) {
            List<String> values = new ArrayList<>(List.of(table.name().display()));
            comparable(table).forEach(i -> values.add(record.field(row, i)));
            if (wanted.contains(values)) {
                found.computeIfAbsent(values, first -> new HashSet<>()).add(file);
            }
        }

        @Override
        public void end(MergedTable merged, TableCounts counts) {
            record = null;
        }

        private List<String> values(DeadLetter letter) {
            TablePlan its = plan.tables().values().stream()
                    .filter(one -> one.name().display().equals(letter.table()))
                    .findFirst()
                    .orElseThrow();
            List<String> values = new ArrayList<>(List.of(letter.table()));
            comparable(its).forEach(i -> {
                JsonNode value = letter.values().path(its.names().get(i));
                values.add(value.isNull() ? null : value.asText());
            });
            return values;
        }

        Optional<String> file(DeadLetter letter) {
            Set<String> files = found.getOrDefault(values(letter), Set.of());
            return files.size() == 1 ? files.stream().findFirst() : Optional.empty();
        }
    }

    private static IntStream comparable(TablePlan table) {
        return IntStream.range(0, table.columns().size())
                .filter(i ->
                        SPELLED_ALIKE.matcher(table.columns().get(i).type()).matches());
    }
}
