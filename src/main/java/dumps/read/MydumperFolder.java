package dumps.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder that mydumper wrote: definitions and rows in files of their own, a file {@code metadata} that tells its end. */
final class MydumperFolder {

    private static final Pattern FILE = Pattern.compile("(?<database>[^.]+?)(?:\\.(?<table>.+?))?"
            + "(?<kind>-schema-create|-schema-post|-schema-triggers|-schema-view|-schema-sequence|-schema)?"
            + "(?:\\.\\d+)*\\.sql(?:\\.gz|\\.zst)?");
    private static final Pattern FINISHED = Pattern.compile("Finished dump at:\\s*(.+)");
    private static final int LONGEST_METADATA = 1 << 20;

    private MydumperFolder() {}

    static boolean isOne(List<Path> files) {
        boolean told = files.stream().anyMatch(file -> name(file).startsWith("metadata"));
        return told && files.stream().anyMatch(file -> name(file).matches(".+-schema(-create)?\\.sql(\\.gz|\\.zst)?"));
    }

    static DumpSource source(String name, List<Path> files) throws IOException {
        List<DumpSource.Part> first = new ArrayList<>();
        List<DumpSource.Part> definitions = new ArrayList<>();
        List<DumpSource.Part> rows = new ArrayList<>();
        List<DumpSource.Part> last = new ArrayList<>();
        String finished = null;
        for (Path file : files) {
            Matcher matcher = FILE.matcher(name(file));
            if (name(file).equals("metadata")) {
                finished = finished(file);
            } else if (matcher.matches() && Files.isRegularFile(file)) {
                String kind = matcher.group("kind");
                DumpSource.Part part = DumpSource.part(file, matcher.group("database"));
                if ("-schema-create".equals(kind)) {
                    first.add(part);
                } else if ("-schema".equals(kind)) {
                    definitions.add(part);
                } else if (kind == null) {
                    rows.add(part);
                } else {
                    last.add(part);
                }
            }
        }
        first.addAll(definitions);
        first.addAll(rows);
        first.addAll(last);
        return DumpSource.folder(name, first, finished);
    }

    private static String finished(Path metadata) throws IOException {
        byte[] text;
        try (var in = Files.newInputStream(metadata)) {
            text = in.readNBytes(LONGEST_METADATA);
        }
        Matcher matcher = FINISHED.matcher(new String(text, java.nio.charset.StandardCharsets.UTF_8));
        return matcher.find() ? matcher.group().strip() : null;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
