package recovery.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import postgres.server.PgPrograms;

/**
 * A recovered server as it was given away: nobody here looks after it any more.
 *
 * @param folder its data
 * @param settings in its {@code postgresql.conf}
 * @param sourceSettings where those of the live server are, as the base backup had them; none where they lay elsewhere
 * @param startCommand that starts it
 * @param owner of the folder, by whom alone it can be started
 */
public record ExportedServer(
        String id,
        int major,
        String folder,
        Map<String, String> settings,
        List<String> sourceSettings,
        String startCommand,
        String owner,
        List<String> notes) {

    private static final List<String> SOURCES = List.of("postgresql.conf.source", "postgresql.auto.conf.source");

    public ExportedServer {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(startCommand, "startCommand");
        settings = new TreeMap<>(settings);
        sourceSettings = List.copyOf(sourceSettings);
        notes = List.copyOf(notes);
    }

    static ExportedServer of(RecoveryFacts facts, ServerFolder place, PgPrograms programs, Map<String, String> settings)
            throws IOException {
        Path data = place.data();
        UserPrincipal owner = Files.getOwner(data);
        List<String> notes = new ArrayList<>();
        notes.add("it archives nothing and follows nobody: take what you need of the source's settings");
        if (owner.getName().equals("root")) {
            notes.add("the folder is root's, and PostgreSQL does not run as root: chown -R postgres: " + place.path());
        }
        return new ExportedServer(
                facts.id(),
                facts.major(),
                data.toString(),
                settings,
                SOURCES.stream()
                        .map(data::resolve)
                        .filter(Files::exists)
                        .map(Path::toString)
                        .toList(),
                quoted(programs.program("pg_ctl")) + " start --wait --pgdata=" + quoted(data) + " --log="
                        + quoted(place.log()) + " --options='-p 5432'",
                owner.getName(),
                notes);
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
