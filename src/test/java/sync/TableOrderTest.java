package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postgres.TableName;

class TableOrderTest {

    private static SyncedTable table(String name, String... refersTo) {
        List<TableName> to =
                Stream.of(refersTo).map(one -> new TableName("public", one)).toList();
        return new SyncedTable(
                new TableName("public", name),
                "r",
                null,
                List.of(),
                List.of(),
                true,
                List.of(),
                List.of(),
                to,
                Set.of(),
                List.of(),
                List.of(),
                "",
                false,
                true);
    }

    private static List<String> order(SyncedTable... tables) {
        return TableOrder.of(
                        List.of(tables), Stream.of(tables).collect(Collectors.toMap(SyncedTable::name, one -> one)))
                .stream()
                .map(together -> together.tables().stream()
                        .map(one -> one.name().name())
                        .sorted()
                        .collect(Collectors.joining("+", "", together.cyclic() ? " at once" : "")))
                .toList();
    }

    @Test
    void whoRefersToACircleComesBehindIt() {
        assertThat(order(table("child", "node"), table("node", "node"))).containsExactly("node at once", "child");
        assertThat(order(table("a", "b"), table("b", "c"), table("c", "b"), table("d", "a", "b")))
                .containsExactly("b+c at once", "a", "d");
    }
}
