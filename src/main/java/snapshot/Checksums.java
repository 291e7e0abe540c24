package snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.ChecksumFile;
import ledger.ProblemException;
import snapshot.format.DigestedFile;

/** The checksums of a set: what they speak of, and what they prove. */
final class Checksums {

    static final String FILE = ChecksumFile.NAME;

    private Checksums() {}

    /** Writes it, durably, when all other files lie in the folder but the manifest, which is about to be written. */
    static void write(Path folder, Manifest manifest, String manifestText) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        listed(manifest).forEach(file -> sums.put(file.name(), file.sha256()));
        sums.put(RestoreGuide.FILE, DigestedFile.hash(folder.resolve(RestoreGuide.FILE)));
        sums.put(Manifest.FILE, DigestedFile.hash(manifestText.getBytes(StandardCharsets.UTF_8)));
        new ChecksumFile(sums).write(folder);
    }

    /** The files that the manifest has checksums of. */
    private static Stream<StoredFile> listed(Manifest manifest) {
        return Stream.concat(
                Stream.of(manifest.schema()), manifest.tables().stream().flatMap(table -> Stream.of(
                                table.files().stream(), Stream.ofNullable(table.hashes()))
                        .flatMap(files -> files)));
    }

    /**
     * Refuses a manifest that is not, byte for byte, the one that was written. Sets of earlier versions have no checksum
     * of it and pass.
     *
     * @throws ProblemException if it is another
     */
    static void requireUntouched(Path folder, Manifest manifest, byte[] written) throws IOException {
        Optional<ChecksumFile> sums = ChecksumFile.in(folder);
        if (sums.isPresent() || manifest.checksums() != null) {
            ChecksumFile.requireManifest(
                    sums, manifest.id(), Manifest.FILE, DigestedFile.hash(written), "set", "take another snapshot");
        }
    }

    /** What is wrong with the files that the manifest knows no checksum of, and with what is said of the others. */
    static List<String> faults(Repository.StoredSet set) throws IOException {
        Optional<ChecksumFile> found = ChecksumFile.in(set.folder());
        return found.isEmpty() ? List.of() : faults(set, found.get());
    }

    private static List<String> faults(Repository.StoredSet set, ChecksumFile sums) throws IOException {
        List<String> faults = new ArrayList<>();
        listed(set.manifest())
                .filter(file -> !sums.says(file.name(), file.sha256()))
                .forEach(file -> faults.add(FILE + " does not say of " + file.name() + " what the manifest says"));
        Path guide = set.folder().resolve(RestoreGuide.FILE);
        if (!Files.isRegularFile(guide)) {
            faults.add(RestoreGuide.FILE + " is missing");
        } else if (!sums.says(RestoreGuide.FILE, DigestedFile.hash(guide))) {
            faults.add(RestoreGuide.FILE + " does not have the bytes it was written with");
        }
        return faults;
    }
}
