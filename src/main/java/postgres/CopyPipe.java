package postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Rows on their way from one server to another; only one buffer of them is in memory. */
public final class CopyPipe {

    private CopyPipe() {}

    /**
     * Takes what a {@code COPY … TO STDOUT} gives into a {@code COPY … FROM STDIN}.
     *
     * @return the rows that went in
     */
    public static long run(Connection source, String copyOut, Connection target, String copyIn) throws SQLException {
        try (CopyOut out = CopyOut.of(source, copyOut);
                Copy in = Copy.in(target, copyIn)) {
            CopyBuffer buffer = new CopyBuffer(in);
            for (byte[] message = out.next(); message != null; message = out.next()) {
                buffer.write(message);
            }
            buffer.flush();
            return in.end();
        }
    }
}
