package postgres;

import java.io.IOException;
import postgres.server.Binaries;
import postgres.server.PgPrograms;

/** The PostgreSQL programs that tests run, unpacked once a machine. */
public final class TestPrograms {

    private TestPrograms() {}

    public static Binaries binaries() {
        return TestServer.BINARIES;
    }

    public static PgPrograms unpacked() throws IOException {
        return TestServer.BINARIES.unpack();
    }
}
