package postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Statements that stand in files of their own, below {@code sql/} on the class path. */
public final class Sql {

    private Sql() {}

    /** The statement in {@code sql/<path>}; its values are question marks. */
    public static String read(String path) {
        try (InputStream in = Sql.class.getClassLoader().getResourceAsStream("sql/" + path)) {
            if (in == null) {
                throw new IllegalStateException("no statement sql/" + path + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read statement sql/" + path, e);
        }
    }
}
