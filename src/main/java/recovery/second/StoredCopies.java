package recovery.second;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ledger.ProblemException;
import recovery.backup.BackupManifest;

/** The base backups in a second place, by their manifests. */
record StoredCopies(String id, BackupManifest manifest) {

    private static final String MANIFEST = "/manifest.json";

    /** The latest first; one whose manifest cannot be read is none. */
    static List<StoredCopies> in(SecondPlace place) throws IOException {
        List<StoredCopies> copies = new ArrayList<>();
        for (String name : place.names(SecondCopies.BACKUPS)) {
            if (name.endsWith(MANIFEST)) {
                String id = name.substring(SecondCopies.BACKUPS.length(), name.length() - MANIFEST.length());
                try (InputStream in = place.read(name)) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    copies.add(new StoredCopies(id, BackupManifest.read(text, id)));
                } catch (ProblemException damaged) {
                    continue;
                }
            }
        }
        copies.sort(Comparator.comparing((StoredCopies copy) -> copy.manifest.made())
                .reversed());
        return copies;
    }
}
