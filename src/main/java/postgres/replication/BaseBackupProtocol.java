package postgres.replication;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import postgres.Lsn;
import postgres.replication.BaseBackupSink.Beginning;
import postgres.replication.BaseBackupSink.Tablespace;

/**
 * One {@code BASE_BACKUP}, in the words of the server's version. From 15 on everything comes as one copy whose messages
 * say what they are; before that each archive is a copy of its own, in the order of the tablespaces, the manifest the last.
 */
final class BaseBackupProtocol {

    private static final int ONE_COPY_SINCE = 15;

    private static final int KIBIBYTE = 1024;

    private static final String OF_NOW =
            "BASE_BACKUP (LABEL 'caravanserai', CHECKPOINT 'fast', WAIT false, MANIFEST 'yes', MANIFEST_CHECKSUMS 'CRC32C', "
                    + "PROGRESS true, TABLESPACE_MAP true";
    private static final String CHANGES_ONLY = ", INCREMENTAL true";
    private static final String OF_OLD =
            "BASE_BACKUP LABEL 'caravanserai' PROGRESS FAST NOWAIT TABLESPACE_MAP MANIFEST 'yes' MANIFEST_CHECKSUMS 'CRC32C'";

    /** The part of an answer that comes now. */
    private enum Part {
        START,
        TABLESPACES,
        ARCHIVES,
        STOP
    }

    private final ProtocolStream stream;
    private final boolean oneCopy;
    private final boolean changesOnly;
    private final BaseBackupSink sink;
    private final List<String> archives = new ArrayList<>();
    private final List<Tablespace> tablespaces = new ArrayList<>();
    private Part part = Part.START;
    private Lsn start;
    private Lsn stop;
    private int timeline;
    private long bytes;
    private int copies;
    private SQLException failure;

    /** @param changesOnly since that of which the server was given the manifest */
    BaseBackupProtocol(ProtocolStream stream, int major, boolean changesOnly, BaseBackupSink sink) {
        this.stream = stream;
        this.changesOnly = changesOnly;
        this.oneCopy = major >= ONE_COPY_SINCE;
        this.sink = sink;
    }

    /** Takes it; returns where its log ends. An error comes after the data: only the end without one is a success. */
    Lsn take() throws IOException, SQLException {
        stream.send(oneCopy ? OF_NOW + (changesOnly ? CHANGES_ONLY : "") + ")" : OF_OLD);
        for (int type = stream.next(); type != ProtocolStream.READY; type = stream.next()) {
            take(type);
        }
        if (failure != null) {
            throw failure;
        }
        if (stop == null) {
            throw new SQLException("the server ended the base backup without telling where", "08P01");
        }
        return stop;
    }

    private void take(int type) throws IOException, SQLException {
        switch (type) {
            case ProtocolStream.DATA_ROW -> row(stream.row());
            case ProtocolStream.COPY_OUT -> begin();
            case ProtocolStream.COPY_DATA -> data();
            case ProtocolStream.COPY_DONE -> {
                if (oneCopy || copies > archives.size()) {
                    part = Part.STOP;
                }
            }
            case ProtocolStream.NOTICE -> sink.warning(stream.notice());
            case ProtocolStream.ERROR -> failure = stream.error();
            default -> {
                // Descriptions of rows and ends of commands say nothing that is not known.
            }
        }
    }

    private void row(List<String> row) {
        switch (part) {
            case START -> {
                start = Lsn.parse(row.get(0));
                timeline = Integer.parseUnsignedInt(row.get(1));
                part = Part.TABLESPACES;
            }
            case TABLESPACES -> tablespace(row);
            default -> stop = Lsn.parse(row.get(0));
        }
    }

    /** The row without a number is the data directory itself. */
    private void tablespace(List<String> row) {
        long size = row.get(2) == null ? 0 : Long.parseLong(row.get(2)) * KIBIBYTE;
        bytes += size;
        if (row.get(0) == null) {
            archives.add("base.tar");
        } else {
            archives.add(row.get(0) + ".tar");
            tablespaces.add(new Tablespace(Long.parseLong(row.get(0)), row.get(1), size));
        }
    }

    private void begin() throws IOException, SQLException {
        if (part == Part.TABLESPACES) {
            part = Part.ARCHIVES;
            sink.begins(new Beginning(start, timeline, tablespaces, bytes));
        }
        if (!oneCopy) {
            sink.file(copies < archives.size() ? archives.get(copies) : BaseBackupSink.MANIFEST);
            copies++;
        }
    }

    private void data() throws IOException, SQLException {
        if (!oneCopy) {
            sink.bytes(stream.body(), 0, stream.length());
            return;
        }
        switch (stream.body()[0]) {
            case 'n' -> sink.file(stream.text(1));
            case 'm' -> sink.file(BaseBackupSink.MANIFEST);
            case 'd' -> sink.bytes(stream.body(), 1, stream.length() - 1);
            default -> {
                // How far it is, which the bytes tell as well.
            }
        }
    }
}
