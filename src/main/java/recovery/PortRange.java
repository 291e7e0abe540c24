package recovery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Ports that may be taken, as operators open them in a firewall: {@code 15432-15439}, or one alone.
 *
 * @param last not before the first
 */
public record PortRange(int first, int last) {

    private static final int LAST_PORT = 65_535;

    public PortRange {
        if (first < 1 || last < first || last > LAST_PORT) {
            throw new IllegalArgumentException(first + "-" + last + " is no range of ports, as in 15432-15439");
        }
    }

    /** Reads it from the configuration. */
    public static final class Reader implements Converter<PortRange> {

        private static final long serialVersionUID = 1L;

        private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");

        @Override
        public PortRange convert(String text) {
            Matcher range = TEXT.matcher(text.strip());
            if (!range.matches()) {
                throw new IllegalArgumentException("\"" + text + "\" is no range of ports, as in 15432-15439");
            }
            int first = Integer.parseInt(range.group(1));
            return new PortRange(first, range.group(2) == null ? first : Integer.parseInt(range.group(2)));
        }
    }
}
