package console;

import java.util.List;

/** The exercises of the laboratory, in a sentence each. */
public final class Exercises {

    /**
     * One of them.
     *
     * @param name by which the API knows it
     */
    public record Exercise(String name, String title, String text) {}

    public static final List<Exercise> ALL = List.of(
            new Exercise(
                    "pitr",
                    "Back to a moment",
                    "Two customers are deleted. The server is rewound to just before, and they are put back; later orders stay."),
            new Exercise(
                    "failover-lag",
                    "Failover with lag",
                    "A standby that lags takes the place of its server, and a customer is missing: then found in the log that was"
                            + " received."),
            new Exercise(
                    "naive-copy",
                    "A copy is no backup",
                    "The files of a live server are copied as they are, beside a base backup. Both start; one of them is wrong."),
            new Exercise(
                    "disaster",
                    "The whole disaster",
                    "A lagging standby, a table emptied, the failover judged, the incident found, the rows put back, RPO and RTO"
                            + " measured."));

    private Exercises() {}
}
