package ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;

/** What an operator may change about runs, whatever their kind. */
@ConfigMapping(prefix = "runs")
public interface RunSettings {

    /** How many of a kind that {@link #atOnce} does not name. */
    int OF_ANY_OTHER_KIND = 2;

    /**
     * Runs of a kind (such as {@code ingest} or {@code restore}) that are worked on at the same time; the others of that kind
     * wait, and those of other kinds do not. 2 unless set here; as shipped, of syncs 4, of retention and base backups 1.
     */
    Map<String, @Min(1) Integer> atOnce();

    /** Runs of a kind that may wait for their turn; who asks for more is told to come again. */
    @WithDefault("10000")
    @Min(1)
    int mostWaiting();

    /** Callers that wait for a run at the same time; who comes beside them is told at once how far his run is. */
    @WithDefault("100")
    @PositiveOrZero
    int waitingCallers();
}
