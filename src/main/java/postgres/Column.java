package postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name as the catalog spells it
 * @param type with its modifier, as in {@code character varying(10)}
 * @param baseType the catalog's name of the type below any domain, as in {@code int4};
 *     a type that is not built in has its schema before it, as in {@code public.mood}
 * @param plainType the type below any domain as SQL spells it, with its modifier
 * @param modifier the type modifier as the catalog keeps it, -1 for none
 * @param required not null, by itself or by its domain
 * @param defaulted has a default or is an identity column
 * @param generated computed by the server; cannot be written
 * @param domain declared through a domain
 * @param equality the operator by which keys of the type are equal, where that is not the server's own; null elsewhere, and
 *     in what an earlier version kept
 */
public record Column(
        String name,
        String type,
        String baseType,
        String plainType,
        int modifier,
        boolean required,
        boolean defaulted,
        boolean generated,
        boolean domain,
        @JsonInclude(JsonInclude.Include.NON_NULL) String equality) {

    /** One whose type is the server's own. */
    public Column(
            String name,
            String type,
            String baseType,
            String plainType,
            int modifier,
            boolean required,
            boolean defaulted,
            boolean generated,
            boolean domain) {
        this(name, type, baseType, plainType, modifier, required, defaulted, generated, domain, null);
    }

    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(baseType, "baseType");
    }

    /** The same, for a comparison with another type: the operator is found by both. */
    public Column comparedWithOthers() {
        return new Column(name, type, baseType, plainType, modifier, required, defaulted, generated, domain);
    }
}
