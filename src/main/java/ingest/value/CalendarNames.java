package ingest.value;

/** What months and days of the week are called, whole or by their first three letters. */
final class CalendarNames {

    private static final String[] MONTHS = {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"
    };
    private static final String[] DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

    /** Of this one some write four letters. */
    private static final int SEPTEMBER = 9;

    private static final int SHORT_NAME = 3;

    private CalendarNames() {}

    /** Passes a day's name, if one stands here. */
    static boolean takeDay(TextCursor in) {
        for (String name : DAYS) {
            if (take(in, name)) {
                return true;
            }
        }
        return false;
    }

    /** Passes a month's name, if one stands here: 1 to 12, or 0. */
    static int takeMonth(TextCursor in) {
        for (int month = 1; month <= MONTHS.length; month++) {
            if (take(in, MONTHS[month - 1]) || month == SEPTEMBER && in.word("sept")) {
                return month;
            }
        }
        return 0;
    }

    private static boolean take(TextCursor in, String name) {
        return in.lettersAhead() == SHORT_NAME ? in.word(name.substring(0, SHORT_NAME)) : in.word(name);
    }
}
