package ingest.value;

import java.util.Locale;

/** In which order a numeric date names its parts. */
public enum DateOrder {
    /** Only as ISO 8601 has it, or where nothing is left to guess. */
    ISO(0),
    DMY(1),
    MDY(2),
    YMD(4);

    private final int bit;

    DateOrder(int bit) {
        this.bit = bit;
    }

    /** As one of a set of orders. */
    int bit() {
        return bit;
    }

    /** The only order in a set, or null. */
    static DateOrder only(int set) {
        for (DateOrder order : values()) {
            if (order.bit != 0 && order.bit == set) {
                return order;
            }
        }
        return null;
    }

    /** As users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
