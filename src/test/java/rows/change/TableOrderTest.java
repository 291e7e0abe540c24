package rows.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Catalog;
import postgres.Query;
import postgres.Table;
import postgres.TestServer;

class TableOrderTest {

    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    private List<String> order(String... names) throws Exception {
        List<Table> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(Catalog.find(connection, name).orElseThrow());
        }
        return TableOrder.parentsFirst(connection, tables).stream()
                .map(table -> table.name().name())
                .toList();
    }

    @Test
    void aTableOfWhichOnlyAPartitionRefersToAnotherComesBehindIt() throws Exception {
        // Given
        Query.execute(
                connection,
                "create table owner (id int primary key);"
                        + " create table a_payment (id int, k int, owner int) partition by list (k);"
                        + " create table a_payment_1 partition of a_payment for values in (1) partition by list (id);"
                        + " create table a_payment_11 partition of a_payment_1 default;"
                        + " alter table a_payment_11 add foreign key (owner) references owner");

        // When
        List<String> order = order("a_payment", "owner");

        // Then
        assertThat(order).containsExactly("owner", "a_payment");
    }

    @Test
    void aTableThatRefersToAPartitionComesBehindTheWhole() throws Exception {
        // Given
        Query.execute(
                connection,
                "create table measured (id int, k int) partition by list (k);"
                        + " create table measured_1 partition of measured for values in (1);"
                        + " alter table measured_1 add unique (id);"
                        + " create table a_note (id int references measured_1 (id))");

        // When
        List<String> order = order("a_note", "measured");

        // Then
        assertThat(order).containsExactly("measured", "a_note");
    }

    @Test
    void aTableThatRefersToTheWholeComesBehindAPartitionOfIt() throws Exception {
        // Given
        Query.execute(
                connection,
                "create table measured (k int primary key) partition by list (k);"
                        + " create table measured_1 partition of measured for values in (1);"
                        + " create table a_note (k int references measured)");

        // When
        List<String> order = order("a_note", "measured_1");

        // Then
        assertThat(order).containsExactly("measured_1", "a_note");
    }

    @Test
    void tablesInACircleComeInTheOrderOfTheCall() throws Exception {
        // Given
        Query.execute(
                connection,
                "create table store (id int primary key, manager int);"
                        + " create table staff (id int primary key, store int references store);"
                        + " alter table store add foreign key (manager) references staff");

        // When, Then
        assertThat(order("store", "staff")).containsExactlyInAnyOrder("store", "staff");
    }

    @Test
    void whatRefersToTablesInACircleComesBehindThem() throws Exception {
        // Given
        Query.execute(
                connection,
                "create table store (id int primary key, manager int);"
                        + " create table staff (id int primary key, store int references store);"
                        + " alter table store add foreign key (manager) references staff;"
                        + " create table a_customer (id int primary key, store int references store);"
                        + " create table a_rental (customer int references a_customer, staff int references staff)");

        // When
        List<String> order = order("a_rental", "a_customer", "store", "staff");

        // Then
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("store", "staff");
        assertThat(order.subList(2, 4)).containsExactly("a_customer", "a_rental");
    }
}
