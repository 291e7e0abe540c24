package postgres;

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
        boolean domain) {

    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(baseType, "baseType");
    }
}
