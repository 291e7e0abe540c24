package postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Rows on their way from one server to another; only one buffer of them is in memory. */
public final class CopyPipe {

    private static final int SIZE = 1 << 16;

    private CopyPipe() {}

    /**
     * Takes what a {@code COPY … TO STDOUT} gives into a {@code COPY … FROM STDIN}.
     *
     * @return the rows that went in
     */
    public static long run(Connection source, String copyOut, Connection target, String copyIn) throws SQLException {
        try (CopyOut out = CopyOut.of(source, copyOut);
                Copy in = Copy.in(target, copyIn)) {
            byte[] buffer = new byte[SIZE];
            int filled = 0;
            for (int got = out.into(buffer, filled); got >= 0; got = out.into(buffer, filled)) {
                filled += got;
                if (filled == SIZE) {
                    in.write(buffer, 0, filled);
                    filled = 0;
                }
            }
            in.write(buffer, 0, filled);
            return in.end();
        }
    }
}
