package ledger;

import jakarta.validation.constraints.Min;
import java.util.OptionalInt;

/** Which sets stay, as an operator says it: counted in sets, and in days, weeks and months of UTC that have a set. */
public interface KeepRules {

    /** The newest sets. */
    @Min(1)
    OptionalInt last();

    /** The newest set of each day. */
    @Min(1)
    OptionalInt daily();

    /** The newest set of each ISO week. */
    @Min(1)
    OptionalInt weekly();

    /** The newest set of each month. */
    @Min(1)
    OptionalInt monthly();
}
