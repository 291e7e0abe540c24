package rows.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import ledger.ActiveRuns;
import ledger.ProblemException;
import ledger.ProblemType;
import ledger.WorkerPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TableName;
import postgres.TestServer;
import postgres.Transactions;
import postgres.definition.Definitions;
import postgres.definition.Names;

/** A table made beside another, filled by whoever, that takes its place. */
class CutOverTest {

    private static final TableName NAME = new TableName("public", "goods");

    private final DataSource database = TestServer.dataSource(TestServer.createDatabase());
    private final WorkerPool workers = new WorkerPool(new ActiveRuns().open(UUID.randomUUID()), "cut-over", 1);

    private Connection connection;
    private PlacedTable placed;
    private ExistingTables existing;

    @BeforeEach
    void aTableBesideAnother() throws SQLException {
        connection = database.getConnection();
        Query.execute(
                connection,
                "create table goods (id serial primary key, name text not null, price numeric check (price > 0));"
                        + "create index goods_by_name on goods (name);"
                        + "insert into goods (name, price) values ('old', 1);"
                        + "grant select on goods to public;"
                        + "create function bark() returns trigger language plpgsql as 'begin return new; end';"
                        + "create trigger barks before update on goods for each row execute function bark()");
        placed = Transactions.in(
                connection,
                same -> new PlacedTable(
                        Definitions.read(same, NAME),
                        Names.of(Definitions.read(same, NAME), new TableName("incoming", "goods"))));
        existing = ExistingTables.of(connection, List.of(NAME));
        Transactions.run(connection, same -> {
            TableBuilder builder = new TableBuilder(same, placed.staging());
            builder.makeSurroundings();
            builder.makeTable();
            Query.update(same, "insert into incoming.goods values (7, 'new', 3)");
            builder.complete();
        });
    }

    @AfterEach
    void end() throws SQLException {
        workers.close();
        connection.close();
    }

    private void swap(CutOver cutOver) throws Exception {
        cutOver.run(() -> Transactions.run(database, target -> {
            cutOver.lock(target, List.of(() -> Swap.lock(target, existing)));
            new Swap(target, List.of(placed)).run(existing);
        }));
    }

    @Test
    void theNewTableHasThePlaceTheNamesAndTheRightsOfTheOldOne() throws Exception {
        // When
        swap(new CutOver(database, workers, 10_000));

        // Then
        assertThat(texts("select g::text from goods g")).containsExactly("(7,new,3)");
        assertThat(
                        texts(
                                "select indexrelid::regclass::text from pg_index where indrelid = 'goods'::regclass order by 1"))
                .containsExactly("goods_by_name", "goods_pkey");
        assertThat(
                        texts(
                                "select conname from pg_constraint where conrelid = 'goods'::regclass and contype <> 'n' order by 1"))
                .containsExactly("goods_pkey", "goods_price_check");
        assertThat(texts("select tgname from pg_trigger where tgrelid = 'goods'::regclass"))
                .containsExactly("barks");
        assertThat(texts("select pg_get_serial_sequence('goods', 'id')")).containsExactly("public.goods_id_seq");
        assertThat(texts("select has_table_privilege('public', 'goods', 'select')::text"))
                .containsExactly("true");
        assertThat(texts("insert into goods (name, price) values ('next', 1) returning id::text"))
                .containsExactly("2");
    }

    @Test
    void whoeverHoldsTheOldTableIsWaitedFor() throws Exception {
        // Given
        CompletableFuture<Void> cutOver;
        try (Connection reader = database.getConnection()) {
            reader.setAutoCommit(false);
            Query.list(reader, "select * from goods", row -> 0);
            cutOver = CompletableFuture.runAsync(() -> {
                try {
                    swap(new CutOver(database, workers, 30_000));
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            Awaitility.await().until(() -> !texts(
                            "select 1 from pg_locks where relation = 'goods'::regclass and not granted"
                                    + " and database = (select oid from pg_database where datname = current_database())")
                    .isEmpty());

            // When
            reader.rollback();
        }

        // Then
        cutOver.join();
        assertThat(texts("select name from goods")).containsExactly("new");
    }

    @Test
    void whoeverHoldsItForLongerIsReported() throws Exception {
        try (Connection reader = database.getConnection()) {
            // Given
            reader.setAutoCommit(false);
            Query.list(reader, "select * from goods", row -> 0);

            // When
            var swapping = assertThatThrownBy(() -> swap(new CutOver(database, workers, 50)));

            // Then
            swapping.isInstanceOfSatisfying(
                    ProblemException.class,
                    e -> assertThat(e.problem().is(ProblemType.LOCKED)).isTrue());
        }
        assertThat(texts("select name from goods")).containsExactly("old");
    }

    @Test
    void whatStandsOnTheOldTableIsNamed() throws Exception {
        // Given
        Query.execute(connection, "create view cheap as select * from goods where price < 2");

        // When
        List<String> dependents = existing.dependents(connection);

        // Then
        assertThat(dependents).containsExactly("view cheap");
    }

    private List<String> texts(String sql) throws SQLException {
        return Query.list(connection, sql, row -> row.getString(1));
    }
}
