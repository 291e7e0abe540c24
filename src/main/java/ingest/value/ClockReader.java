package ingest.value;

import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Times of a day go in as they are, unless they are another one each time they are read. */
public final class ClockReader implements ValueReader {

    private final String type;

    /** @param type what the column takes, for the reason of a letter */
    public ClockReader(String type) {
        this.type = type;
    }

    @Override
    public String read(String text) throws UnfitValue {
        DateReader.requireLasting(text, type);
        return text;
    }
}
