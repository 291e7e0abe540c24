package postgres.definition;

import java.util.List;
import java.util.Objects;

/**
 * Who may see which rows of a table.
 *
 * @param enabled without a policy it shows nobody but the owner a row
 * @param forced for the owner too
 */
public record RowSecurity(boolean enabled, boolean forced, List<Policy> policies) {

    static final RowSecurity OFF = new RowSecurity(false, false, List.of());

    /**
     * One policy.
     *
     * @param definition what follows the table in {@code create policy}; it names roles and may name the table
     */
    public record Policy(String name, String definition) {

        public Policy {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(definition, "definition");
        }
    }

    public RowSecurity {
        policies = Lists.orEmpty(policies);
    }
}
