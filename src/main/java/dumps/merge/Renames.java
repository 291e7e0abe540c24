package dumps.merge;

import dumps.DumpColumn;
import dumps.DumpKey;
import dumps.DumpTable;
import dumps.KeptTable;
import dumps.TableId;
import dumps.keep.KeptDump;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;

/**
 * What somebody said is called otherwise in later files: {@code old=new} of a table, {@code table.old=new} of a column of it.
 * Nobody else can tell it from a column that went and another that came.
 *
 * @param said as said, each once
 * @param tables what a table is called in the end
 * @param columns by such a name of a table, what its columns are called in the end
 */
public record Renames(List<String> said, Map<String, String> tables, Map<String, Map<String, String>> columns) {

    public static final Renames NONE = of(List.of());

    private static final Pattern SAID = Pattern.compile("(?:([^.=]+)\\.)?([^.=]+)=([^.=]+)");

    /**
     * Reads them.
     *
     * @throws ProblemException if one is none, or two say different things of one name
     */
    public static Renames of(List<String> said) {
        Map<String, String> tables = new HashMap<>();
        Map<String, Map<String, String>> columns = new HashMap<>();
        for (String one : new TreeSet<>(said)) {
            Matcher parts = SAID.matcher(one);
            if (!parts.matches()) {
                throw new ProblemException(Problem.malformed(
                        "what is called otherwise is said as old=new or table.old=new, not \"" + one + '"', null));
            }
            Map<String, String> names =
                    parts.group(1) == null ? tables : columns.computeIfAbsent(parts.group(1), first -> new HashMap<>());
            if (names.putIfAbsent(parts.group(2), parts.group(3)) != null) {
                throw new ProblemException(
                        Problem.malformed("\"" + parts.group(2) + "\" cannot become two names", "say one of them"));
            }
        }
        return new Renames(List.copyOf(new TreeSet<>(said)), tables, columns);
    }

    /** These and others. */
    public Renames and(List<String> others) {
        return of(Stream.concat(said.stream(), others.stream()).toList());
    }

    /** The dump with the names of the end. */
    KeptDump of(KeptDump dump) {
        return said.isEmpty() ? dump : dump.with(table -> of(table, dump.file().tables()));
    }

    /** A file that has both names knows of no renaming. */
    private KeptTable of(KeptTable kept, List<KeptTable> beside) {
        DumpTable table = kept.table();
        TableId id = of(table.id());
        boolean both = beside.stream().anyMatch(other -> other.table().id().equals(id));
        TableId now = both ? table.id() : id;
        Map<String, String> names = columns.getOrDefault(now.name(), Map.of());
        return new KeptTable(
                new DumpTable(
                        now,
                        table.defined(),
                        table.columns().stream()
                                .map(column -> of(column, table, names))
                                .toList(),
                        table.keys().stream().map(key -> of(key, table, names)).toList(),
                        table.partitionBy(),
                        table.partitionOf() == null ? null : of(table.partitionOf()),
                        table.comment()),
                kept.rows(),
                kept.complete(),
                kept.partial(),
                kept.uncertain(),
                kept.verbs(),
                kept.rowsIn());
    }

    private TableId of(TableId id) {
        return new TableId(id.database(), id.schema(), tables.getOrDefault(id.name(), id.name()));
    }

    private static String of(String column, DumpTable table, Map<String, String> names) {
        String to = names.get(column);
        return to == null || table.indexOf(to) >= 0 ? column : to;
    }

    private static DumpColumn of(DumpColumn column, DumpTable table, Map<String, String> names) {
        return column.called(of(column.name(), table, names));
    }

    private static DumpKey of(DumpKey key, DumpTable table, Map<String, String> names) {
        return new DumpKey(
                key.kind(),
                key.name(),
                key.columns().stream().map(column -> of(column, table, names)).toList(),
                key.references(),
                key.referenced(),
                key.actions(),
                key.text());
    }
}
