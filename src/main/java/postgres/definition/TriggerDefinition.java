package postgres.definition;

import java.util.Objects;

/**
 * A trigger.
 *
 * @param definition the whole statement, which names the table
 */
public record TriggerDefinition(String name, String definition, Enabled enabled) {

    /** When it fires. */
    public enum Enabled {
        ENABLED,
        DISABLED,
        REPLICA,
        ALWAYS
    }

    public TriggerDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definition, "definition");
        enabled = enabled == null ? Enabled.ENABLED : enabled;
    }
}
