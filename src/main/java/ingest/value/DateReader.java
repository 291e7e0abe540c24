package ingest.value;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import rows.load.UnfitValue;
import rows.load.ValueReader;

/** Reads dates and times in an order that was told or is found; without one, only those that need none. */
public final class DateReader implements ValueReader {

    private static final String[] ORDERS_BY_SET = {
        "", "dmy", "mdy", "dmy or mdy", "ymd", "dmy or ymd", "mdy or ymd", "dmy, mdy or ymd"
    };

    private static final Set<String> OF_THE_MOMENT = Set.of("now", "today", "tomorrow", "yesterday");

    private DateOrder order;
    private final Supplier<DateOrder> found;
    private final String type;
    private final String zone;
    private final MomentText moment = new MomentText();
    private final QuickDate quick = new QuickDate();

    /**
     * @param order of numeric dates, or null if nothing says it
     * @param found says it as soon as the first is met, or null
     * @param type what the column takes, for the reason of a letter
     * @param zone written behind a time that has none, or null where the session says it
     */
    public DateReader(DateOrder order, Supplier<DateOrder> found, String type, String zone) {
        this.order = order;
        this.found = found;
        this.type = type;
        this.zone = zone;
    }

    @Override
    public boolean everyText() {
        return zone != null;
    }

    @Override
    public int read(byte[] bytes, int start, int end, byte[] into, int to) {
        return order == null || zone != null ? UNDECIDED : quick.read(bytes, start, end, order, into, to);
    }

    @Override
    public String read(String text) throws UnfitValue {
        if (!holdsDigit(text)) {
            requireLasting(text, type);
            // A word, as infinity: no order can change it.
            return text;
        }
        if (!moment.take(text)) {
            throw UnfitValue.date(text, "is no " + type);
        }
        DayText day = moment.day();
        if (!day.set(order)) {
            int orders = day.orders();
            if (order == null && orders != 0) {
                order = found.get();
            }
            if (!day.set(order)) {
                throw unfit(text, orders);
            }
        }
        return moment.iso(zone);
    }

    /**
     * The server knows words for when it reads them, as today; a file with one would be other rows each time it is loaded.
     *
     * @throws UnfitValue if it is one of them
     */
    static void requireLasting(String text, String type) throws UnfitValue {
        if (OF_THE_MOMENT.contains(text.strip().toLowerCase(Locale.ROOT))) {
            throw UnfitValue.date(text, "is another " + type + " each time it is read: the file has to say which");
        }
    }

    private UnfitValue unfit(String text, int orders) {
        if (order == null && orders != 0) {
            return UnfitValue.date(
                    text, "is a " + type + " only if somebody says in which order: dates=" + ORDERS_BY_SET[orders]);
        }
        return UnfitValue.date(text, "is no " + type + (order == null ? "" : " (dates=" + order.text() + ")"));
    }

    static boolean holdsDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (TextCursor.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
