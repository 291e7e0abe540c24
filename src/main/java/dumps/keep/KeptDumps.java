package dumps.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import dumps.DumpFile;
import dumps.KeptTable;
import dumps.read.DumpReader;
import dumps.read.DumpSource;
import dumps.read.ReadFacts;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import postgres.DurableFiles;
import postgres.OwnFiles;

/** Makes the JSON of dump files. */
public final class KeptDumps {

    /** From so many bytes of rows on a table's rows lie in a file of their own, which any reader can take line by line. */
    private static final long BESIDE = 256L << 20;

    private KeptDumps() {}

    /**
     * Reads the dump and writes its JSON, which is there whole when this returns and not at all if it fails.
     *
     * @return what the JSON says before its rows
     * @throws ledger.ProblemException if the file is none that is read, or is refused for a command in it
     */
    public static DumpFile keep(DumpSource source, Path json) throws IOException {
        return keep(source, json, BESIDE);
    }

    static DumpFile keep(DumpSource source, Path json, long beside) throws IOException {
        Charset all = null;
        while (true) {
            try (RowStore store = new RowStore(sibling(json, ".rows"))) {
                DumpKeeper keeper = new DumpKeeper(store);
                ReadFacts facts = DumpReader.read(source, keeper, all);
                return write(source, facts, keeper, store, json, beside);
            } catch (DumpReader.OtherCharset other) {
                all = other.charset();
            }
        }
    }

    private static Path sibling(Path json, String ending) {
        return json.resolveSibling("." + json.getFileName() + ending);
    }

    private static DumpFile write(
            DumpSource source, ReadFacts facts, DumpKeeper keeper, RowStore store, Path json, long beside)
            throws IOException {
        List<KeptTable> tables = new ArrayList<>();
        List<RowStore.Pieces> rows = new ArrayList<>();
        long read = 0;
        long kept = 0;
        for (TableRows table : keeper.tables()) {
            KeptRows left = KeptRows.of(table, store);
            String rowsIn = left.pieces().bytes() > beside ? besides(json, tables.size()) : null;
            tables.add(table.kept(left.count(), left.verbs(), facts.complete(), rowsIn));
            rows.add(left.pieces());
            read += table.rows();
            kept += left.count();
        }
        DumpFile.Account account = new DumpFile.Account(
                read + keeper.removed() + keeper.reported(), kept, read - kept + keeper.removed(), keeper.reported());
        DumpFile file = new DumpFile(
                source.name(),
                source.bytes(),
                source.sha256(),
                facts.dialect(),
                facts.tool(),
                facts.encoding(),
                facts.saidEncoding(),
                facts.complete(),
                facts.completedAt(),
                facts.evidence(),
                facts.broken(),
                new TreeMap<>(facts.types()),
                new TreeMap<>(facts.skipped()),
                keeper.effects(),
                keeper.leftovers(),
                account,
                tables);
        put(file, rows, store, json);
        return file;
    }

    private static String besides(Path json, int table) {
        String name = json.getFileName().toString();
        return (name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + "." + (table + 1) + ".jsonl";
    }

    private static void put(DumpFile file, List<RowStore.Pieces> rows, RowStore store, Path json) throws IOException {
        Path unfinished = sibling(json, ".new");
        try {
            try (FileChannel out = fresh(unfinished)) {
                write(out, DumpJson.head(file));
                for (int i = 0; i < rows.size(); i++) {
                    KeptTable table = file.tables().get(i);
                    boolean inside = table.rowsIn() == null && table.rows() > 0;
                    write(out, DumpJson.head(table, inside ? rows.get(i).bytes() : 0));
                    if (inside) {
                        store.copyTo(rows.get(i), 1, out);
                        write(out, "\n");
                    } else if (table.rowsIn() != null) {
                        beside(rows.get(i), store, json.resolveSibling(table.rowsIn()));
                    }
                    write(out, DumpJson.tableEnd(i == rows.size() - 1));
                }
                write(out, DumpJson.END);
                out.force(true);
            }
            Files.move(unfinished, json, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(json.toAbsolutePath().getParent());
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static FileChannel fresh(Path path) throws IOException {
        Files.deleteIfExists(path);
        return OwnFiles.channel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void write(FileChannel out, String text) throws IOException {
        ByteBuffer bytes = UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void beside(RowStore.Pieces rows, RowStore store, Path jsonLines) throws IOException {
        Path unfinished = sibling(jsonLines, ".new");
        try {
            try (FileChannel channel = fresh(unfinished)) {
                OutputStream out = new BufferedOutputStream(new Lines(Channels.newOutputStream(channel)), 1 << 16);
                store.copyTo(rows, 2, Channels.newChannel(out));
                out.write('\n');
                out.flush();
                channel.force(true);
            }
            Files.move(unfinished, jsonLines, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Drops the comma at the end of each line; within a row no line ends. */
    private static final class Lines extends FilterOutputStream {
        private boolean comma;

        Lines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int start = offset;
            for (int i = offset; i < offset + length; i++) {
                if (comma && bytes[i] != '\n') {
                    out.write(',');
                }
                comma = bytes[i] == ',';
                if (comma) {
                    out.write(bytes, start, i - start);
                    start = i + 1;
                }
            }
            out.write(bytes, start, offset + length - start);
        }
    }
}
