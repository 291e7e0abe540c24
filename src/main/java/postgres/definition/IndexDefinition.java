package postgres.definition;

import java.util.Objects;

/**
 * An index that no constraint stands on.
 *
 * @param definition what follows {@code using}: the method, its columns and all behind them
 * @param comment or null
 */
public record IndexDefinition(String name, boolean unique, String definition, String comment) {

    public IndexDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definition, "definition");
    }
}
