package postgres.definition;

import java.util.List;

/** What JSON leaves out is empty. */
final class Lists {

    private Lists() {}

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
