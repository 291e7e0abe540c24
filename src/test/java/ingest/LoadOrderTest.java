package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import ledger.Door;
import ledger.RunHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TestServer;

class LoadOrderTest {

    private static final DataSource DATABASE = TestServer.dataSource(TestServer.createDatabase());

    private final LoadOrder order = new LoadOrder(DATABASE::getConnection);

    @BeforeAll
    static void tables() throws SQLException {
        try (Connection connection = DATABASE.getConnection()) {
            Query.execute(
                    connection,
                    """
                    create table country (id int primary key);
                    create table city (id int primary key, country int references country);
                    create table person (id int primary key, city int references city, friend int references person);
                    create table alone (id int);
                    create table hen (id int primary key, egg int);
                    create table egg (id int primary key, hen int references hen);
                    alter table hen add foreign key (egg) references egg;
                    create table day (id int, d date, primary key (id, d)) partition by range (d);
                    create table day_old partition of day for values from ('2000-01-01') to ('2020-01-01');
                    create table day_new partition of day for values from ('2020-01-01') to ('2040-01-01');
                    create table event (day int, d date, foreign key (day, d) references day);
                    """);
        }
    }

    private static LoadRequest load(String table) {
        return new LoadRequest(
                RunHeader.next(Door.HTTP),
                table,
                Path.of(table + ".csv"),
                table + ".csv",
                LoadRequest.Format.CSV,
                LoadOptions.DEFAULT);
    }

    private boolean mayBegin(LoadRequest request) {
        return order.mayBegin(request.run());
    }

    @Test
    void aLoadWaitsForThoseThatItsTableRefersToAlsoOverOthers() throws SQLException {
        // Given
        LoadRequest person = load("Person");
        LoadRequest country = load("public.country");
        LoadRequest alone = load("alone");

        // When
        order.enter(List.of(person, alone, country));

        // Then
        assertThat(mayBegin(country)).isTrue();
        assertThat(mayBegin(alone)).isTrue();
        assertThat(mayBegin(person)).isFalse();
        order.leave(country.run());
        assertThat(mayBegin(person)).isTrue();
    }

    @Test
    void whatCameLaterIsNotWaitedFor() throws SQLException {
        // Given
        LoadRequest early = load("country");
        LoadRequest city = load("city");
        LoadRequest late = load("country");
        order.enter(List.of(early));
        order.enter(List.of(city));
        order.enter(List.of(late));

        // When
        boolean before = mayBegin(city);
        order.leave(early.run());

        // Then
        assertThat(before).isFalse();
        assertThat(mayBegin(city)).isTrue();
        assertThat(mayBegin(late)).isTrue();
    }

    @Test
    void inACycleTheOrderSentCounts() throws SQLException {
        // Given
        LoadRequest egg = load("egg");
        LoadRequest hen = load("hen");
        LoadRequest secondEgg = load("egg");

        // When
        order.enter(List.of(egg, hen, secondEgg));

        // Then
        assertThat(mayBegin(egg)).isTrue();
        assertThat(mayBegin(hen)).isFalse();
        assertThat(mayBegin(secondEgg)).isFalse();
        order.leave(egg.run());
        assertThat(mayBegin(hen)).isTrue();
        assertThat(mayBegin(secondEgg)).isFalse();
        order.leave(hen.run());
        assertThat(mayBegin(secondEgg)).isTrue();
    }

    @Test
    void filesForATableThatRefersToItselfAreLoadedInTheOrderSent() throws SQLException {
        // Given
        LoadRequest first = load("person");
        LoadRequest second = load("person");
        LoadRequest twin = load("alone");
        LoadRequest otherTwin = load("alone");

        // When
        order.enter(List.of(first, second, twin, otherTwin));

        // Then
        assertThat(mayBegin(first)).isTrue();
        assertThat(mayBegin(second)).isFalse();
        assertThat(mayBegin(twin)).isTrue();
        assertThat(mayBegin(otherTwin)).isTrue();
    }

    @Test
    void aPartitionIsWaitedForAsItsTableIs() throws SQLException {
        // Given
        LoadRequest event = load("event");
        LoadRequest part = load("day_old");

        // When
        order.enter(List.of(event, part));

        // Then
        assertThat(mayBegin(event)).isFalse();
        order.leave(part.run());
        assertThat(mayBegin(event)).isTrue();
    }

    @Test
    void aTableThatIsNotThereWaitsForNoneAndKeepsNoneWaiting() throws SQLException {
        // Given
        LoadRequest unknown = load("not_there");
        LoadRequest city = load("city");

        // When
        order.enter(List.of(unknown, city));

        // Then
        assertThat(mayBegin(unknown)).isTrue();
        assertThat(mayBegin(city)).isTrue();
    }

    @Test
    void whoWaitsIsToldOfEachEnd() throws SQLException {
        // Given
        AtomicInteger told = new AtomicInteger();
        order.onLeave(told::incrementAndGet);
        LoadRequest country = load("country");
        order.enter(List.of(country, country, load("city")));

        // When
        order.leave(country.run());
        order.leave(country.run());

        // Then
        assertThat(told).hasValue(1);
    }

    @Test
    void whileTheDatabaseIsAwayNothingArrives() throws SQLException {
        // Given
        boolean[] away = {true};
        LoadOrder shaky = new LoadOrder(() -> {
            if (away[0]) {
                throw new SQLException("away", "08006");
            }
            return DATABASE.getConnection();
        });
        LoadRequest country = load("country");
        LoadRequest city = load("city");

        // When
        var entering = assertThatThrownBy(() -> shaky.enter(List.of(country, city)));
        away[0] = false;
        shaky.enter(List.of(city));

        // Then
        entering.isInstanceOf(SQLException.class);
        assertThat(shaky.mayBegin(city.run())).isTrue();
    }
}
