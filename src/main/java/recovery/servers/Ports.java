package recovery.servers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;
import ledger.Problem;
import ledger.ProblemException;
import recovery.PortRange;

/** Where recovered servers listen. */
final class Ports {

    private Ports() {}

    /**
     * The port that it had, if that is free, or else another that may be taken.
     *
     * @param had 0 if it had none
     * @param allowed empty if any may be taken
     * @return 0 for any free one
     * @throws ProblemException if those that may be taken are all in use
     */
    static int choose(int had, Optional<PortRange> allowed) {
        if (allowed.isEmpty()) {
            return had != 0 && isFree(had) ? had : 0;
        }
        PortRange range = allowed.get();
        return IntStream.concat(IntStream.of(had), IntStream.rangeClosed(range.first(), range.last()))
                .filter(port -> port >= range.first() && port <= range.last() && isFree(port))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.conflict(
                        "all ports from " + range.first() + " to " + range.last() + " are in use",
                        "remove a recovered server, or set recovery.ports to a larger range")));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // Somebody may still wait for the end of a connection to the server that was there.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new ProblemException(Problem.unavailable("cannot look for a free port: " + e.getMessage(), null));
        }
    }
}
