package rows.load;

/** A value that cannot be read in the way that was told: a reason for a dead letter. Cheap, since there may be many. */
public final class UnfitValue extends Exception {

    private static final long serialVersionUID = 1;

    private static final int MOST_OF_A_VALUE = 80;

    private final String sqlstate;
    private String column;

    private UnfitValue(String sqlstate, String reason) {
        super(reason, null, false, false);
        this.sqlstate = sqlstate;
    }

    /** No date or time; {@code saying} is what follows the value. */
    public static UnfitValue date(String value, String saying) {
        return new UnfitValue("22007", shown(value) + ' ' + saying);
    }

    /** No number. */
    public static UnfitValue number(String value, String saying) {
        return new UnfitValue("22P02", shown(value) + ' ' + saying);
    }

    /** No text. */
    public static UnfitValue text(String value, String saying) {
        return new UnfitValue(LetterWriter.NOT_TEXT, shown(value) + ' ' + saying);
    }

    /** The same, of this column. */
    public UnfitValue of(String named) {
        column = named;
        return this;
    }

    /** The column at fault, or null if nobody said which. */
    public String column() {
        return column;
    }

    /** The code that PostgreSQL has for such a value. */
    public String sqlstate() {
        return sqlstate;
    }

    private static String shown(String value) {
        if (value.length() <= MOST_OF_A_VALUE) {
            return '"' + value + '"';
        }
        int cut = Character.isHighSurrogate(value.charAt(MOST_OF_A_VALUE - 1)) ? MOST_OF_A_VALUE - 1 : MOST_OF_A_VALUE;
        return '"' + value.substring(0, cut) + "…\"";
    }
}
