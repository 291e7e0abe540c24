package recovery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** A number of bytes as operators write it: {@code 10GB}, {@code 512M}, {@code 1048576}; by powers of 1024. */
public final class ByteSize implements Converter<Long> {

    private static final long serialVersionUID = 1L;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)B?");
    private static final String UNITS = "KMGT";
    private static final int STEP = 10;

    @Override
    public Long convert(String text) {
        Matcher size = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no number of bytes, as in 10GB, 512MB or 1048576");
        }
        int unit = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (STEP * unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is more bytes than there are", e);
        }
    }
}
