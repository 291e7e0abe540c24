package startup;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import postgres.DatabaseSettings;

/** Refuses a password of another database that stands in a file which is not there, before somebody waits for that one. */
@Singleton
public final class PasswordFilesGuard {

    void check(@Observes @Priority(1) StartupEvent start, DatabaseSettings databases) {
        List<String> faults = new TreeMap<>(databases.byName())
                .entrySet().stream()
                        .map(database -> fault(database.getKey(), database.getValue()))
                        .flatMap(Optional::stream)
                        .toList();
        if (!faults.isEmpty()) {
            throw new ConfigurationProblem(
                    "cannot tell the passwords of other databases",
                    faults,
                    "let this user read the files, or say databases.<name>.password");
        }
    }

    private static Optional<String> fault(String name, DatabaseSettings.Database database) {
        String setting = "databases." + name + ".password-file";
        if (database.password().isPresent() && database.passwordFile().isPresent()) {
            return Optional.of(setting + " is set beside databases." + name + ".password");
        }
        return database.passwordFile()
                .filter(file -> !isReadable(file))
                .map(file -> setting + " " + file + " cannot be read");
    }

    private static boolean isReadable(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
    }
}
