package routes.http;

import dumps.archive.ArchiveNames;
import dumps.archive.Archives;
import dumps.archive.DumpsRequest;
import dumps.archive.SentFile;
import dumps.merge.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;

/** Reads which dumps an HTTP call wants made an archive of. */
@ApplicationScoped
class DumpUploads {

    /** What a form may say beside its files. */
    private static final Set<String> OF_A_FORM = Set.of("archive", "policy", "renames");

    private final Archives archives;
    private final BodySpool bodies;

    DumpUploads(Archives archives, BodySpool bodies) {
        this.archives = archives;
        this.bodies = bodies;
    }

    /**
     * What a call asks for that names a folder.
     *
     * @param directory below the inbox for dumps
     * @param archive its name, or null for that of the folder
     * @param renames what is called otherwise in later files
     */
    record Folder(String directory, String archive, Policy policy, List<String> renames) {}

    /** A new archive, of files that were sent or of a folder that lies here. */
    DumpsRequest making(HttpCall call) throws IOException {
        if (call.header(BodySpool.HEADER).isPresent()) {
            return sent(call, null);
        }
        Folder asked = RequestBody.read(call, Folder.class);
        Path folder = archives.folderOf(required(asked));
        String name = asked.archive() == null ? folder.getFileName().toString() : asked.archive();
        return DumpsRequest.of(call.runHeader(), ArchiveNames.require(name), false, folder, asked.policy())
                .renaming(asked.renames());
    }

    /** More for the archive of the path. */
    DumpsRequest adding(HttpCall call) throws IOException {
        String archive = archives.require(call.value("archive").orElseThrow());
        if (call.header(BodySpool.HEADER).isPresent()) {
            return sent(call, archive);
        }
        Folder asked = RequestBody.read(call, Folder.class);
        if (asked.archive() != null && !asked.archive().equals(archive)) {
            throw new ProblemException(Problem.malformed("the path names another archive than the body", null));
        }
        return DumpsRequest.of(call.runHeader(), archive, true, archives.folderOf(required(asked)), asked.policy())
                .renaming(asked.renames());
    }

    private static String required(Folder asked) {
        if (asked.directory() == null) {
            throw new ProblemException(Problem.malformed(
                    "nothing is sent",
                    "send files as a form, or {\"directory\": \"…\"}, a folder in the inbox for dumps"));
        }
        return asked.directory();
    }

    private DumpsRequest sent(HttpCall call, String into) throws IOException {
        BodySpool.Arrived arrived = bodies.take(call.header(BodySpool.HEADER).orElseThrow());
        try {
            Query.requireKnown("form field", arrived.fields(), OF_A_FORM, Set.of());
            List<SentFile> files = arrived.bodies().stream()
                    .filter(body -> !body.fileName().isEmpty())
                    .map(body -> new SentFile(plainName(body.fileName()), body.path()))
                    .toList();
            requireOneOfEach(files);
            String said = field(arrived, "archive");
            if (into == null && said != null) {
                archives.requireNone(ArchiveNames.require(said));
            }
            RunHeader header = call.runHeader();
            String name = into != null ? into : said != null ? said : ArchiveNames.next();
            String policy = field(arrived, "policy");
            return DumpsRequest.sent(
                            header, name, into != null, files, policy == null ? null : DumpDoors.policy(policy))
                    .renaming(arrived.fields().get("renames"));
        } catch (ProblemException e) {
            for (BodySpool.Body body : arrived.bodies()) {
                Files.deleteIfExists(body.path());
            }
            throw e;
        }
    }

    private static void requireOneOfEach(List<SentFile> files) {
        if (files.isEmpty()) {
            throw FormCutter.malformed("the form holds no file");
        }
        Set<String> names = files.stream().map(SentFile::name).collect(Collectors.toSet());
        if (names.size() < files.size()) {
            throw new ProblemException(Problem.refused(
                    "two of the files have one name",
                    "send them under names of their own: names say nothing of the order"));
        }
    }

    private static String field(BodySpool.Arrived arrived, String name) {
        List<String> said = arrived.fields().get(name);
        return said == null || said.get(0).isEmpty() ? null : said.get(0);
    }

    /** A client's file name is data, and no path. */
    private static String plainName(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }
}
