package ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import ledger.Door;
import ledger.Json;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import postgres.Databases;
import postgres.OwnFiles;

/** The folder in which files are dropped, and the folders below it where they end. */
public final class Inbox {

    private final Path directory;
    private final EndedFiles ended = new EndedFiles(this);

    /**
     * @param directory made if missing
     * @throws IOException if it cannot be
     */
    public Inbox(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory).toRealPath();
    }

    /** Begins to watch what arrives. */
    InboxWatch watch(Duration every) {
        return InboxWatch.of(directory, every);
    }

    /** The folder as it is really called. */
    Path directory() {
        return directory;
    }

    /** The table that a file is for, by its path below the inbox: its folder's name, or its own. */
    String tableOf(Path relative) {
        return relative.getNameCount() > 1
                ? relative.getName(0).toString()
                : FileKind.stem(relative.getFileName().toString());
    }

    /**
     * What a dropped file is to become: its table is its folder's name, or its own, and how it is loaded is said in
     * {@code load.properties} beside it.
     */
    public InboxClaim claim(File dropped, LoadProfiles profiles) {
        Path path = inPlace(dropped);
        Path relative = directory.relativize(path);
        OptionTexts usual =
                FileKind.of(relative.toString()).map(FileKind::usual).orElse(OptionTexts.NONE);
        try {
            OptionTexts said = LoadProperties.in(path.getParent(), profiles).over(usual);
            return new InboxClaim(request(relative, LoadOptions.read(said)), null);
        } catch (ProblemException e) {
            String reason = LoadProperties.NAME + " beside it: " + e.problem().detail();
            String hint = e.problem().hint();
            return new InboxClaim(
                    request(relative, LoadOptions.DEFAULT),
                    Problem.refused(reason, hint == null ? "correct it, and drop the file again" : hint));
        }
    }

    /** The database that the files of a folder are for, as far as that can be told. */
    String databaseOf(Path relative, LoadProfiles profiles) {
        Path folder = directory.resolve(relative).getParent();
        try {
            return LoadProperties.in(folder, profiles).text("database").orElse(Databases.MAIN);
        } catch (ProblemException e) {
            // Whoever takes the file is told.
            return Databases.MAIN;
        }
    }

    /** What lies at that path below the inbox, as something to load. */
    LoadRequest request(Path relative, LoadOptions options) {
        return new LoadRequest(
                RunHeader.next(Door.INBOX),
                tableOf(relative),
                directory.resolve(relative),
                relative.toString(),
                LoadRequest.Format.CSV,
                options);
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

    /**
     * Writes the run beside the place where its file should end.
     *
     * @return that place; the file itself is moved there by whoever holds it
     */
    public String putAway(Run run) throws IOException {
        return place(run, Path.of(run.detail().get("file").asText())).toString();
    }

    /** The same of what is nothing that is loaded, and moves it there. */
    public Path putAway(Run run, Leftover leftover) throws IOException {
        Path place = place(run, leftover.relative());
        return Files.move(directory.resolve(leftover.relative()), place);
    }

    /** The same of an archive, which has the worst of its runs' verdicts. */
    void putAway(Path archive, Run worst, JsonNode told) throws IOException {
        Path place = place(worst, archive, told);
        if (Files.exists(directory.resolve(archive), LinkOption.NOFOLLOW_LINKS)) {
            Files.move(directory.resolve(archive), place);
        }
    }

    private Path place(Run run, Path relative) throws IOException {
        return place(run, relative, Json.mapper().valueToTree(run));
    }

    private Path place(Run run, Path relative, JsonNode told) throws IOException {
        Path place = directory.resolve("." + verdict(run)).resolve(relative);
        folders(place.getParent());
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            place = PutAwayNames.another(place, run.id());
        }
        ended.placed(directory.resolve(relative), place);
        Path beside = OwnFiles.write(PutAwayNames.beside(place, run.id()), Json.write(told) + "\n");
        OwnFiles.readableAs(directory, beside);
        return place;
    }

    /** Who dropped a file can read what became of it: each takes the mode of the inbox. */
    private void folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            folders(folder.getParent());
            OwnFiles.modeOf(directory, OwnFiles.folders(folder));
        }
    }

    /** The run of a file has ended: whatever becomes of the file now, it is not loaded again. */
    public Run ended(Run run) {
        if (run.detail() != null && run.detail().hasNonNull("file")) {
            ended.note(run, directory.resolve(run.detail().get("file").asText()));
        }
        return run;
    }

    /** Whether the file there is one whose run has ended, and that is only still to be put away. */
    public boolean hasEnded(String relative) {
        return ended.holds(directory.resolve(relative));
    }

    /** Files that ended and have grown since; those that could not be put away are tried again. */
    public List<EndedFiles.Grown> grown() {
        return ended.look();
    }

    /** Puts a file back to where it came from, unless another has come there meanwhile. */
    public void takeAgain(EndedFiles.Grown grown) throws IOException {
        Path back = grown.path();
        if (Files.exists(back)) {
            back = PutAwayNames.another(
                    directory.resolve(tableOf(directory.relativize(back))).resolve(back.getFileName()),
                    grown.first().id());
            Files.createDirectories(back.getParent());
        }
        Files.move(grown.file(), back, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What is told of a file that is not taken again. */
    public LoadRequest request(EndedFiles.Grown grown) {
        Path relative = directory.relativize(grown.path());
        return new LoadRequest(
                RunHeader.next(Door.INBOX),
                tableOf(relative),
                grown.file(),
                relative.toString(),
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
    }

    /** Puts a file away that is not taken again. */
    public void refuse(EndedFiles.Grown grown, Run refused) throws IOException {
        Files.move(grown.file(), Path.of(putAway(refused)), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The folder, without its dot, for what became of a file. */
    static String verdict(Run run) {
        return switch (run.state()) {
            case DONE -> "loaded";
            case DONE_WITH_REJECTS, REJECTED -> "rejected";
            case ALREADY_DONE -> "already";
            case REFUSED -> "refused";
            case CANCELLED -> "cancelled";
            case FAILED, RUNNING, UNDONE -> "failed";
        };
    }
}
