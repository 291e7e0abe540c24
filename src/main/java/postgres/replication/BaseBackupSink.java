package postgres.replication;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import postgres.Lsn;

/** Takes a base backup as it comes. What it throws breaks the backup off. */
public interface BaseBackupSink {

    /** The name under which the server's own list of the files comes, with their checksums. */
    String MANIFEST = "backup_manifest";

    /**
     * A place beside the data directory.
     *
     * @param oid as the server numbers it
     * @param location where it is there
     * @param bytes about how many
     */
    record Tablespace(long oid, String location, long bytes) {

        public Tablespace {
            Objects.requireNonNull(location, "location");
        }
    }

    /**
     * What the server tells before the first byte.
     *
     * @param start where a recovery of it begins
     * @param bytes about how many will come
     */
    record Beginning(Lsn start, int timeline, List<Tablespace> tablespaces, long bytes) {

        public Beginning {
            Objects.requireNonNull(start, "start");
            tablespaces = List.copyOf(tablespaces);
        }
    }

    /** The server has begun: from here on the log tells all that changes. */
    void begins(Beginning beginning) throws IOException, SQLException;

    /**
     * What comes from now on belongs to this file.
     *
     * @param name {@code base.tar}, {@code <oid>.tar} of a tablespace, or {@value #MANIFEST}
     */
    void file(String name) throws IOException, SQLException;

    /** Some of it. */
    void bytes(byte[] bytes, int offset, int length) throws IOException, SQLException;

    /** What the server says beside it, such as of a damaged page. */
    void warning(String text);
}
