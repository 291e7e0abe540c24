package dumps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.keep.KeptDump;
import dumps.keep.KeptDumps;
import dumps.read.DumpSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import ledger.ProblemException;

/** A dump, read into its JSON and out of it again. */
public record ReadDump(Path json, DumpFile file) {

    /** Of a text in UTF-8. */
    public static ReadDump of(Path folder, String name, String sql) throws IOException {
        return of(folder, name, sql.getBytes(UTF_8));
    }

    /** Of those bytes. */
    public static ReadDump of(Path folder, String name, byte[] bytes) throws IOException {
        return of(Files.write(folder.resolve(name), bytes), folder);
    }

    /** Of a file that is one dump. */
    public static ReadDump of(Path dump, Path folder) throws IOException {
        DumpSources found = DumpSources.of(dump);
        if (!found.refused().isEmpty()) {
            throw new ProblemException(found.refused().get(0).problem());
        }
        Path json = folder.resolve("json-of-" + dump.getFileName() + ".json");
        KeptDumps.keep(found.sources().get(0), json);
        return new ReadDump(json, KeptDump.open(json).file());
    }

    /** The table of that name, as people see it. */
    public KeptTable table(String id) {
        return file.tables().stream()
                .filter(table -> table.table().id().toString().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + " among "
                        + file.tables().stream()
                                .map(table -> table.table().id())
                                .toList()));
    }

    /** Its rows, each value as kind and spelling. */
    public List<List<DumpValue>> values(String id) throws IOException {
        List<List<DumpValue>> rows = new ArrayList<>();
        KeptDump dump = KeptDump.open(json);
        KeptTable table = dump.file().tables().stream()
                .filter(one -> one.table().id().toString().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id));
        dump.rows(table, row -> rows.add(row.values()));
        return rows;
    }

    /** Its rows, for reading: texts in quotes, all else as it is spelled. */
    public List<String> rows(String id) throws IOException {
        return values(id).stream()
                .map(row -> row.stream().map(ReadDump::shown).collect(Collectors.joining(" ")))
                .toList();
    }

    private static String shown(DumpValue value) {
        return switch (value.kind()) {
            case NULL -> "NULL";
            case TEXT -> "'" + value.spelling() + "'";
            case NUMBER, BOOLEAN -> value.spelling();
            case BYTES -> "x" + HexFormat.of().formatHex(value.bytes());
            case BITS -> "b" + value.spelling();
            case DEFAULT -> "DEFAULT";
        };
    }

    /** What is left over, for reading. */
    public List<String> leftovers() {
        return file.leftovers().stream()
                .map(one -> one.what().text() + " on line " + one.line() + " rows " + one.rows())
                .toList();
    }
}
