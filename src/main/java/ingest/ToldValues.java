package ingest;

import ingest.value.DateOrder;
import ingest.value.NumberMarks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import ledger.Problem;
import ledger.ProblemException;
import postgres.ToldSettings;
import postgres.ToldSettings.Setting;

/**
 * What is known of the values of one load before they are seen: by its options, else by what is set for the role or the
 * database.
 *
 * @param dates the order of numeric dates, or null
 * @param datesBy who told it
 * @param marks within numbers, or null
 * @param trueWords in small letters, as {@code falseWords}
 * @param timeZone of times without one, as the server takes it
 * @param timeZoneBy who told it
 * @param moneyMark what the server wants before the fraction of money
 */
record ToldValues(
        DateOrder dates,
        String datesBy,
        NumberMarks marks,
        Set<String> trueWords,
        Set<String> falseWords,
        String timeZone,
        String timeZoneBy,
        char moneyMark) {

    private static final String BY_OPTION = "option";
    private static final String UTC = "UTC";

    ToldValues {
        trueWords = Set.copyOf(trueWords);
        falseWords = Set.copyOf(falseWords);
    }

    /** What the options say, and where they are silent the database. */
    static ToldValues of(Connection connection, ValueOptions options) throws SQLException {
        ToldSettings settings = ToldSettings.of(connection);
        DateOrder set = order(settings.dateStyle());
        Setting zone = settings.timeZone();
        return new ToldValues(
                options.dates() != null ? options.dates() : set,
                options.dates() != null
                        ? BY_OPTION
                        : set != null ? settings.dateStyle().by() : null,
                options.decimal() == null && options.thousands() == null
                        ? null
                        : NumberMarks.of(options.decimal(), options.thousands()),
                options.trueWords(),
                options.falseWords(),
                options.timeZone() != null ? session(options.timeZone()) : zone != null ? zone.value() : UTC,
                options.timeZone() != null ? BY_OPTION : zone != null ? zone.by() : "default",
                settings.moneyMark());
    }

    /** The order that a {@code DateStyle} names, or that its style brings along; null if it leaves that open. */
    static DateOrder order(Setting dateStyle) {
        if (dateStyle == null) {
            return null;
        }
        DateOrder order = null;
        boolean german = false;
        for (String part : dateStyle.value().toLowerCase(Locale.ROOT).split("[,\\s\"']+")) {
            german |= part.equals("german");
            if (part.equals("dmy") || part.startsWith("euro")) {
                order = DateOrder.DMY;
            } else if (part.equals("mdy") || part.equals("us") || part.startsWith("noneuro")) {
                order = DateOrder.MDY;
            } else if (part.equals("ymd")) {
                order = DateOrder.YMD;
            }
        }
        return order == null && german ? DateOrder.DMY : order;
    }

    /** As the server takes it: it reads a bare offset the other way round. */
    static String session(ZoneId zone) {
        if (!zone.getRules().isFixedOffset()) {
            return zone.getId();
        }
        String offset = zone.getRules().getOffset(Instant.EPOCH).getId();
        if (offset.equals("Z")) {
            return UTC;
        }
        return "<" + offset + ">" + (offset.charAt(0) == '-' ? '+' : '-') + offset.substring(1);
    }

    /**
     * Until the transaction ends the server holds to it: of what is read here only the zone is left to it, the order is
     * for triggers, defaults and types that have no reader.
     *
     * @throws ProblemException if it does not know the zone
     */
    void enter(Connection connection) throws SQLException {
        if (dates != null && dates != DateOrder.ISO) {
            ToldSettings.dateOrder(connection, dates.name());
        }
        try {
            ToldSettings.timeZone(connection, timeZone);
        } catch (SQLException e) {
            if ("22023".equals(e.getSQLState())) {
                throw new ProblemException(Problem.malformed(
                        "time-zone " + timeZone + " is none that the database knows",
                        "select name from pg_timezone_names shows those that it does"));
            }
            throw e;
        }
    }
}
