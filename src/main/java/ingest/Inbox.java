package ingest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.Door;
import ledger.Json;
import ledger.Run;
import ledger.RunHeader;

/** The folder in which files are dropped, and the folders below it where they end. */
public final class Inbox {

    private static final Pattern CSV = Pattern.compile("(?i)(.*?)\\.csv(\\.gz)?");

    /** How often it is looked at though nothing is known to have arrived. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Path directory;

    /**
     * @param directory made if missing
     * @throws IOException if it cannot be
     */
    public Inbox(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory).toRealPath();
    }

    /** Begins to watch what arrives. */
    public InboxWatch watch() {
        return InboxWatch.of(directory, LOOK_EVERY);
    }

    /** The request that a dropped file is: its table is its folder's name, or its own. */
    public LoadRequest claim(File dropped) {
        Path path = inPlace(dropped);
        Path relative = directory.relativize(path);
        String table = relative.getNameCount() > 1
                ? relative.getName(0).toString()
                : tableOf(path.getFileName().toString());
        return new LoadRequest(
                RunHeader.next(Door.INBOX),
                table,
                path,
                relative.toString(),
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
    }

    /** The file below the inbox's real path, without following links of its own. */
    private Path inPlace(File dropped) {
        Path given = dropped.toPath().toAbsolutePath().normalize();
        for (Path up = given.getParent(); up != null; up = up.getParent()) {
            if (sameAsInbox(up)) {
                return directory.resolve(up.relativize(given).toString());
            }
        }
        throw new IllegalArgumentException(dropped + " is not in the inbox");
    }

    private boolean sameAsInbox(Path folder) {
        try {
            return Files.isSameFile(folder, directory);
        } catch (IOException gone) {
            return false;
        }
    }

    /** The table that a file of this name is for: the name without {@code .csv} and {@code .gz}. */
    public static String tableOf(String fileName) {
        Matcher csv = CSV.matcher(fileName);
        return csv.matches() ? csv.group(1) : fileName;
    }

    /**
     * Writes the run beside the place where its file should end.
     *
     * @return that place; the file itself is moved there by whoever holds it
     */
    public String putAway(Run run) throws IOException {
        Path relative = Path.of(run.detail().get("file").asText());
        Path place = directory.resolve("." + verdict(run)).resolve(relative);
        Files.createDirectories(place.getParent());
        if (Files.exists(place)) {
            Matcher csv = CSV.matcher(place.getFileName().toString());
            String name = csv.matches() ? csv.group(1) : place.getFileName().toString();
            place = place.resolveSibling(
                    name + "." + run.id() + place.getFileName().toString().substring(name.length()));
        }
        Files.writeString(
                place.resolveSibling(place.getFileName() + ".run.json"),
                Json.write(run) + "\n",
                StandardCharsets.UTF_8);
        return place.toString();
    }

    /** The folder, without its dot, for what became of a file. */
    static String verdict(Run run) {
        return switch (run.state()) {
            case DONE -> "loaded";
            case DONE_WITH_REJECTS -> "rejected";
            case ALREADY_DONE -> "already";
            case REFUSED -> "refused";
            case CANCELLED -> "cancelled";
            case FAILED, RUNNING, UNDONE -> "failed";
        };
    }
}
