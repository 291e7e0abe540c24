package security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Who may come in: {@code security.*}. Nothing set is safe, because the service then listens on this machine only. */
@ConfigMapping(prefix = "security")
public interface SecuritySettings {

    /**
     * The file of users, one {@code name=hash,role[,role]} a line. Unset is {@code config/users.properties}
     * if that exists; a file named here must exist, so that a typing error in its path stops the start instead of leaving
     * the door open.
     */
    Optional<Path> users();

    /**
     * Lets everybody in without a name, on any address. Only for a service that something else guards (a proxy, a network
     * policy): it has to be said, so that nobody puts tables on a network by accident.
     */
    @WithDefault("false")
    boolean open();
}
