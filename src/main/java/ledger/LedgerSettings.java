package ledger;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Min;
import java.util.Map;

/** How long the ledger remembers. */
@ConfigMapping(prefix = "ledger")
public interface LedgerSettings {

    /** Days that runs of a kind stay after their end; those of kinds that are not named stay for ever. */
    Map<String, @Min(1) Integer> keep();
}
