package rows.place;

/** What comes along with tables that are restored or copied, where somebody says so. */
public enum With {
    /** What stands on them: functions, views, triggers, rules, policies, statistics, publications and grants. */
    DEPENDENTS;

    /** As in requests. */
    public String text() {
        return "dependents";
    }

    /** Whether a request that says this means them. */
    public static boolean isDependents(With said) {
        return said == DEPENDENTS;
    }
}
