package recovery.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How far an exercise is.
 *
 * @param waiting whether it goes on only when somebody says so
 * @param yours what the one who says so may do himself before, or null
 * @param servers its servers that run now
 * @param until when they go, or null while it is at work
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LabState(
        UUID run,
        String exercise,
        boolean waiting,
        String yours,
        List<Step> steps,
        List<Running> servers,
        Instant until) {

    public LabState {
        steps = List.copyOf(steps);
        servers = List.copyOf(servers);
    }

    /**
     * A step.
     *
     * @param number from 1
     * @param did what was done, as it can be repeated by hand
     * @param saw what was seen
     */
    public record Step(int number, String title, List<String> did, List<String> saw, double seconds) {

        public Step {
            did = List.copyOf(did);
            saw = List.copyOf(saw);
        }
    }

    /**
     * A server.
     *
     * @param psql how to look into it
     */
    public record Running(String name, String psql) {}
}
