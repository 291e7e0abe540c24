package postgres.replication;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The messages of a connection that the driver has logged in, encryption and all. It has no call of its own that takes the
 * several answers of one {@code BASE_BACKUP}.
 */
final class ProtocolStream {

    static final int COPY_IN = 'G';
    static final int COPY_DATA = 'd';
    static final int COPY_DONE = 'c';
    static final int COPY_OUT = 'H';
    static final int DATA_ROW = 'D';
    static final int ERROR = 'E';
    static final int NOTICE = 'N';
    static final int READY = 'Z';

    private static final int LENGTH_OF_LENGTH = 4;
    private static final int PIECE = 1 << 16;

    private final PGStream stream;
    private byte[] body = new byte[1 << 17];
    private int length;

    ProtocolStream(PgConnection connection) throws SQLException {
        stream = borrow(connection);
    }

    /** It is a private member of the driver, whose version is fixed; a test says so when another one has none. */
    private static PGStream borrow(PgConnection connection) throws SQLException {
        try {
            Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
            field.setAccessible(true);
            return (PGStream) field.get(connection.getQueryExecutor());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new SQLException("the driver does not give its stream", "0A000", e);
        }
    }

    /** Sends a command. */
    void send(String command) throws SQLException {
        byte[] text = command.getBytes(StandardCharsets.UTF_8);
        try {
            stream.sendChar('Q');
            stream.sendInteger4(LENGTH_OF_LENGTH + text.length + 1);
            stream.send(text);
            stream.sendChar(0);
            stream.flush();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Sends a command that takes a file, and that; returns when the server has it. */
    void upload(String command, Path file) throws SQLException, IOException {
        send(command);
        SQLException failure = null;
        for (int type = next(); type != READY; type = next()) {
            if (type == COPY_IN) {
                copyIn(file);
            } else if (type == ERROR) {
                failure = error();
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void copyIn(Path file) throws SQLException, IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
                write(COPY_DATA, piece, got);
            }
        }
        write(COPY_DONE, piece, 0);
    }

    private void write(int type, byte[] bytes, int count) throws SQLException {
        try {
            stream.sendChar(type);
            stream.sendInteger4(LENGTH_OF_LENGTH + count);
            stream.send(Arrays.copyOf(bytes, count));
            stream.flush();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Reads the next message whole; returns its type. */
    int next() throws SQLException {
        try {
            int type = stream.receiveChar();
            length = stream.receiveInteger4() - LENGTH_OF_LENGTH;
            if (length < 0) {
                throw new SQLException("the server sent a message of " + length + " bytes", "08P01");
            }
            if (length > body.length) {
                body = new byte[length];
            }
            stream.receive(body, 0, length);
            return type;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** As the driver says it of its own calls. */
    private static SQLException lost(IOException trouble) {
        return new SQLException("the connection to the server was lost: " + trouble.getMessage(), "08006", trouble);
    }

    /** The bytes of the message, as many as {@link #length}; another takes their place. */
    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }

    /** The message as a row of texts. */
    List<String> row() {
        ByteBuffer in = ByteBuffer.wrap(body, 0, length);
        List<String> values = new ArrayList<>();
        int columns = in.getShort();
        for (int i = 0; i < columns; i++) {
            int size = in.getInt();
            if (size < 0) {
                values.add(null);
            } else {
                values.add(new String(body, in.position(), size, StandardCharsets.UTF_8));
                in.position(in.position() + size);
            }
        }
        return values;
    }

    /** The text that begins there and ends with a zero byte. */
    String text(int from) {
        int end = from;
        while (end < length && body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.UTF_8);
    }

    /** The message as an error of the server. */
    SQLException error() {
        return new PSQLException(said());
    }

    /** The message as what the server says beside its answers. */
    String notice() {
        return said().getMessage();
    }

    private ServerErrorMessage said() {
        return new ServerErrorMessage(new String(body, 0, length, StandardCharsets.UTF_8));
    }
}
