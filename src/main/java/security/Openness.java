package security;

import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/** Who comes in without a name: {@code security.open}. */
public enum Openness {
    /** {@code false}: nobody, but on an address that only this machine can reach. */
    CLOSED,
    /** {@code local}: this machine, whatever the address; for one that something else publishes to this machine only. */
    LOCAL,
    /** {@code true}: everybody, on any address. */
    EVERYBODY;

    /** Reads the setting; what it does not know stops the start. */
    public static final class Reader implements Converter<Openness> {

        private static final Set<String> YES = Set.of("true", "yes", "y", "t", "on", "1");
        private static final Set<String> NO = Set.of("false", "no", "n", "f", "off", "0");

        @Override
        public Openness convert(String value) {
            String said = value.strip().toLowerCase(Locale.ROOT);
            if (YES.contains(said)) {
                return EVERYBODY;
            }
            if (NO.contains(said)) {
                return CLOSED;
            }
            if (said.equals("local")) {
                return LOCAL;
            }
            throw new IllegalArgumentException("security.open is false, local or true, and not: " + value);
        }
    }
}
