package security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
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
     * Who comes in without a name on an address that others can reach. It has to be said, so that nobody puts tables on a
     * network by accident. {@code true} lets everybody in, for a service that something else guards (a proxy, a network
     * policy). {@code local} lets in whoever says a name of this machine, as on loopback, for a port that is published to
     * this machine only (a container); once there are users they guard every door.
     */
    @WithDefault("false")
    @WithConverter(Openness.Reader.class)
    Openness open();
}
