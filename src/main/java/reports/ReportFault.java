package reports;

/** What is wrong with the text of a report. */
final class ReportFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReportFault(String what) {
        super(what);
    }
}
