package snapshot.restore;

/** How much of many things an answer shows. */
final class Answer {

    /** Rows that differ. */
    static final int SAMPLE = 20;

    private Answer() {}
}
