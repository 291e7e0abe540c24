package postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Databases beside the one that is looked after, by their names. */
@ConfigMapping(prefix = "databases")
public interface DatabaseSettings {

    @WithParentName
    Map<String, Database> byName();

    /** Where one is and who comes in. */
    interface Database {

        /** As in {@code jdbc:postgresql://host:5432/name}. */
        @NotBlank
        String jdbcUrl();

        /** Its user. */
        Optional<String> username();

        /** The user's password. */
        Optional<String> password();

        /** A file that holds the password, as secrets of containers do; read when it is first connected to. */
        Optional<Path> passwordFile();
    }
}
