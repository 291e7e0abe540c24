package ingest.value;

/**
 * A day as people write it: three numbers with a mark between them, two around a month's name, or digits alone. Which
 * number is which is asked for later, by order.
 */
final class DayText {

    /** Of digits alone: the mark that is none. */
    static final char NO_MARK = '\0';

    /** PostgreSQL takes two digits below it as of this century. */
    private static final int PIVOT = 70;

    private char mark;
    private int one;
    private int two;
    private int three;
    private int digitsOne;
    private int digitsThree;
    /** 1 to 12 where the month has its name; then {@code one} and {@code three} are the numbers around it. */
    private int named;
    /** Whether the name came first, as in {@code Feb 3, 2021}. */
    private boolean monthFirst;
    /** Whether the year is to come behind the time, as the clocks of Unix have it. */
    private boolean yearLacks;

    private int year;
    private int month;
    private int day;

    /** Takes a day from the text; false if there is none. */
    boolean take(TextCursor in) {
        named = 0;
        monthFirst = false;
        yearLacks = false;
        if (in.atLetter()) {
            weekday(in);
        }
        if (in.atLetter()) {
            return monthThenDay(in);
        }
        one = in.number();
        digitsOne = in.digits();
        if (one < 0) {
            return false;
        }
        if (in.atLetter() && (in.peek() | 0x20) != 't') {
            return dayThenMonth(in);
        }
        char c = in.peek();
        if (c == '-' || c == '/' || c == '.' || c == ' ') {
            if (digitsOne == 8 && c == ' ') {
                return digitsAlone(one, 8);
            }
            int mark = in.place();
            in.skip();
            in.blanks();
            if (in.atLetter()) {
                return dayThenMonth(in);
            }
            if (digitsOne <= 4 && (in.place() == mark + 1 || c == '.')) {
                return numbers(in, c);
            }
            in.backTo(mark);
        }
        return digitsAlone(one, digitsOne);
    }

    private static void weekday(TextCursor in) {
        if (CalendarNames.takeDay(in)) {
            in.take('.');
            in.take(',');
            in.blanks();
        }
    }

    private boolean monthName(TextCursor in) {
        int month = CalendarNames.takeMonth(in);
        if (month > 0) {
            named = month;
        }
        return month > 0;
    }

    private static void marks(TextCursor in) {
        while (in.peek() == '.' || in.peek() == '-' || in.peek() == '/' || in.peek() == ',' || in.peek() == ' ') {
            in.skip();
        }
    }

    private boolean dayThenMonth(TextCursor in) {
        if (!monthName(in)) {
            return false;
        }
        marks(in);
        three = in.number();
        digitsThree = in.digits();
        return three >= 0;
    }

    private boolean monthThenDay(TextCursor in) {
        if (!monthName(in)) {
            return false;
        }
        monthFirst = true;
        marks(in);
        one = in.number();
        digitsOne = in.digits();
        if (one < 0 || digitsOne > 2) {
            return false;
        }
        int behind = in.place();
        marks(in);
        int ahead = in.digitsAhead();
        if (ahead == 4 || ahead == 2 && in.peek(2) != ':') {
            three = in.number();
            digitsThree = in.digits();
            return true;
        }
        in.backTo(behind);
        yearLacks = true;
        return true;
    }

    private boolean numbers(TextCursor in, char between) {
        mark = between;
        two = in.number();
        if (two < 0 || in.digits() > 2 || !in.take(between)) {
            return false;
        }
        if (between == '.') {
            in.blanks();
        }
        three = in.number();
        digitsThree = in.digits();
        if (between == '.' && three >= 0 && !TextCursor.isDigit(in.peek(1))) {
            in.take('.');
        }
        return three >= 0 && digitsThree <= 4 && (digitsOne <= 2 || digitsThree <= 2);
    }

    private boolean digitsAlone(int number, int digits) {
        mark = NO_MARK;
        if (digits != 8 && digits != 6) {
            return false;
        }
        digitsOne = digits;
        digitsThree = digits;
        one = number;
        return true;
    }

    boolean yearLacks() {
        return yearLacks;
    }

    void year(int number, int digits) {
        three = number;
        digitsThree = digits;
        yearLacks = false;
    }

    /** What stands between the numbers. */
    char mark() {
        return mark;
    }

    /** The orders in which this is a day, as a set; 0 where no order has to be known, or none makes it a day. */
    int orders() {
        if (free()) {
            return 0;
        }
        int set = 0;
        for (DateOrder order : DateOrder.values()) {
            set |= set(order) ? order.bit() : 0;
        }
        return set;
    }

    /** Whether these orders make different days of it. */
    boolean differs(int orders) {
        int days = 0;
        int last = 0;
        for (DateOrder order : DateOrder.values()) {
            if ((orders & order.bit()) != 0 && set(order)) {
                int number = (year * 16 + month) * 32 + day;
                days += number == last ? 0 : 1;
                last = number;
            }
        }
        return days > 1;
    }

    /** Whether it is the same day in whatever order, since nothing is left to guess. */
    boolean free() {
        if (named > 0) {
            return true;
        }
        return mark == NO_MARK ? digitsOne == 8 && compact(DateOrder.ISO) : digitsOne > 2;
    }

    /** The day by this order, or by none where none has to be known; false if there is no such day. */
    boolean set(DateOrder order) {
        if (yearLacks) {
            return false;
        }
        if (named > 0) {
            return setNamed(order);
        }
        if (mark == NO_MARK) {
            return compact(order);
        }
        if (digitsOne > 2) {
            return digitsOne == 4 && valid(one, two, three);
        }
        if (order == null || order == DateOrder.ISO) {
            return false;
        }
        return switch (order) {
            case DMY -> (digitsThree & 1) == 0 && valid(whole(three, digitsThree), two, one);
            case MDY -> (digitsThree & 1) == 0 && valid(whole(three, digitsThree), one, two);
            default -> digitsThree <= 2 && digitsOne == 2 && valid(whole(one, digitsOne), two, three);
        };
    }

    private boolean setNamed(DateOrder order) {
        boolean yearFirst = !monthFirst && (digitsOne == 4 || order == DateOrder.YMD && digitsThree <= 2);
        int digits = yearFirst ? digitsOne : digitsThree;
        int number = yearFirst ? one : three;
        return (digits == 4 || digits == 2) && valid(whole(number, digits), named, yearFirst ? three : one);
    }

    /** {@code 20210203} is that day in any order; others are by the order. */
    private boolean compact(DateOrder order) {
        int high = one / 10_000;
        int low = one % 10_000;
        if (digitsOne == 8) {
            if (high >= 1900 && high < 2100 && valid(high, low / 100, low % 100)) {
                return true;
            }
            boolean dmy = order == DateOrder.DMY;
            return (dmy || order == DateOrder.MDY)
                    && low >= 1900
                    && low < 2100
                    && valid(low, dmy ? high % 100 : high / 100, dmy ? high / 100 : high % 100);
        }
        int a = high;
        int b = low / 100;
        int c = low % 100;
        return order == DateOrder.DMY && valid(whole(c, 2), b, a)
                || order == DateOrder.MDY && valid(whole(c, 2), a, b)
                || order == DateOrder.YMD && valid(whole(a, 2), b, c);
    }

    private static int whole(int number, int digits) {
        return digits > 2 ? number : number < PIVOT ? 2000 + number : 1900 + number;
    }

    private boolean valid(int y, int m, int d) {
        year = y;
        month = m;
        day = d;
        return y >= 1 && m >= 1 && m <= 12 && d >= 1 && (d <= 28 || d <= lastDay(y, m));
    }

    private static int lastDay(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    int yearNumber() {
        return year;
    }

    int monthNumber() {
        return month;
    }

    int dayNumber() {
        return day;
    }
}
