package recovery.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ledger.Problem;
import ledger.ProblemException;

/**
 * Whether a base backup has a chance to fit before it is begun. What it will be compressed to nobody knows: the last one is the
 * best guess, and without one a share that few servers fall below.
 *
 * @param share of the bytes of the server
 */
record BackupRoom(Path folder, double share) {

    private static final double LEAST = 0.05;
    private static final double WITHOUT_ANY = 0.1;

    static BackupRoom in(Path folder, List<StoredBackup> before) {
        return new BackupRoom(
                folder,
                before.stream()
                        .findFirst()
                        .map(StoredBackup::manifest)
                        .filter(manifest -> manifest.unpackedBytes() > 0)
                        .map(manifest -> Math.max(LEAST, (double) manifest.bytes() / manifest.unpackedBytes()))
                        .orElse(WITHOUT_ANY));
    }

    /**
     * To be asked when the server has told how large it is.
     *
     * @throws ProblemException if there is too little
     */
    void require(long serverBytes) throws IOException {
        long needed = (long) (serverBytes * share);
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < needed) {
            throw new ProblemException(Problem.noRoom(
                    "the base backup needs about " + needed + " bytes, and there are " + room,
                    "make room there, or set recovery.base-backups to a larger disk"));
        }
    }
}
