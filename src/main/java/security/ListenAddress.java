package security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What an address to listen on means: this machine alone, or a network. */
public final class ListenAddress {

    private ListenAddress() {}

    /**
     * Whether only this machine can reach what listens there: 127.0.0.0/8, ::1, and names that resolve to nothing else. A
     * name that does not resolve counts as a network: what is not known is not trusted.
     */
    static boolean isLoopback(String host) {
        if (host.isBlank()) {
            // InetAddress takes an empty name for loopback, a server takes it for every address.
            return false;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
