package routes;

import java.util.List;

/** Flows of which some are done at set times. */
interface Scheduled {

    /** Those that are set. */
    List<Schedule> schedules();
}
