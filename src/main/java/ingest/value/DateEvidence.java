package ingest.value;

import java.util.ArrayList;
import java.util.List;

/**
 * What the values of one column show of the order of their dates. A value speaks for all that are written with its mark:
 * {@code 25.12.2020} proves nothing of {@code 04/05/2021}.
 */
public final class DateEvidence {

    private static final int EVERY_ORDER = DateOrder.DMY.bit() | DateOrder.MDY.bit() | DateOrder.YMD.bit();

    /** What was found of the values with one mark. */
    private static final class Shape {
        private final char mark;
        private int orders = EVERY_ORDER;
        /** The first value that leaves out an order. */
        private Example proof;
        /** The first value that fits more than one order, and means other days in them. */
        private Example unclear;
        /** The first value that fits none of the orders that all before it fitted. */
        private Example against;

        Shape(char mark) {
            this.mark = mark;
        }
    }

    /**
     * A value and where it stood.
     *
     * @param line from 1
     */
    public record Example(String text, long line) {
        @Override
        public String toString() {
            return '"' + text + "\" (line " + line + ")";
        }
    }

    private final MomentText moment = new MomentText();
    private final QuickDate quick = new QuickDate();
    private final List<Shape> shapes = new ArrayList<>(2);

    /** Takes a value into account. */
    public void see(String text, long line) {
        if (!moment.take(text)) {
            return;
        }
        DayText day = moment.day();
        int orders = day.orders();
        if (orders == 0) {
            return;
        }
        Shape shape = shape(day.mark());
        if (shape.proof == null && Integer.bitCount(orders) == 1) {
            shape.proof = new Example(text, line);
        }
        if (Integer.bitCount(orders) > 1 && shape.unclear == null && day.differs(orders)) {
            shape.unclear = new Example(text, line);
        }
        if ((shape.orders & orders) == 0) {
            shape.against = shape.against == null ? new Example(text, line) : shape.against;
        } else {
            shape.orders &= orders;
        }
    }

    /**
     * The same of the bytes of what most values look like.
     *
     * @return false if only {@link #see(String, long)} can tell
     */
    public boolean see(byte[] bytes, int start, int end) {
        if (end - start >= 10 && bytes[start + 4] == '-' && bytes[start + 7] == '-') {
            return true;
        }
        int orders = quick.take(bytes, start, end) ? quick.orders() : -1;
        if (orders < 0) {
            return false;
        }
        Shape shape = shape(quick.mark());
        boolean one = DateOrder.only(orders) != null;
        boolean news = (shape.orders & orders) == 0
                || one && shape.proof == null
                || !one && shape.unclear == null && quick.differs();
        if (!news) {
            shape.orders &= orders;
        }
        return !news;
    }

    private Shape shape(char mark) {
        for (Shape shape : shapes) {
            if (shape.mark == mark) {
                return shape;
            }
        }
        Shape shape = new Shape(mark);
        shapes.add(shape);
        return shape;
    }

    /** Whether there were numeric dates. */
    public boolean spoke() {
        return !shapes.isEmpty();
    }

    /** The order that is proven, or any where all are the same day; null if {@link #doubt} says why there is none. */
    public DateOrder order() {
        int set = EVERY_ORDER;
        for (Shape shape : shapes) {
            if (shape.against != null || unproven(shape)) {
                return null;
            }
            set &= shape.orders;
        }
        return Integer.bitCount(set) > 0 ? first(set) : null;
    }

    private static DateOrder first(int set) {
        DateOrder only = DateOrder.only(set);
        return only != null ? only : DateOrder.only(Integer.lowestOneBit(set));
    }

    private static boolean unproven(Shape shape) {
        return shape.unclear != null && DateOrder.only(shape.orders) == null;
    }

    /** The value that proves the order, or null. */
    public Example proof() {
        return shapes.stream()
                .map(shape -> shape.proof)
                .filter(p -> p != null)
                .findFirst()
                .orElse(null);
    }

    /** Why no order can be taken, in words that follow the column's name. */
    public String doubt() {
        for (Shape shape : shapes) {
            if (shape.against != null) {
                return "has " + shape.against + ", which stands against "
                        + (shape.proof == null ? "the dates before it" : shape.proof.toString());
            }
        }
        Example proof = proof();
        for (Shape shape : shapes) {
            if (unproven(shape)) {
                return "has dates such as " + shape.unclear + ", and "
                        + (proof == null
                                ? "no value shows which part of them is the day"
                                : "only dates that are written otherwise show their order: " + proof);
            }
        }
        return "has dates in several orders, as "
                + shapes.stream()
                        .filter(shape -> shape.proof != null)
                        .map(shape -> shape.proof.toString())
                        .reduce((a, b) -> a + " and " + b)
                        .orElse("");
    }
}
