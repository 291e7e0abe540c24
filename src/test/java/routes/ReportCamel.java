package routes;

import org.apache.camel.RoutesBuilder;
import reports.ReportReader;
import reports.ReportSettings;
import reports.Reports;

/** The routes of reports, for the tests of their doors. */
public final class ReportCamel {

    private ReportCamel() {}

    public static RoutesBuilder routes(Reports reports, ReportReader reader, ReportSettings settings) {
        return new ReportRoutes(reports, reader, settings);
    }
}
