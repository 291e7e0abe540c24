package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import ledger.ProblemException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables that inherit from others, copied. */
@Tag("every-postgres")
class InheritedTest {

    private static final String HEIRS =
            """
            select i.inhrelid::regclass || ' of ' || i.inhparent::regclass from pg_inherits i
            join pg_class c on c.oid = i.inhrelid where c.relkind = 'r' order by i.inhrelid::regclass::text, i.inhseqno""";

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
        lab.onSource(
                """
                create table customer (id int primary key);
                create table payment (id int primary key, customer int not null references customer, paid date not null,
                    constraint positive check (id > 0));
                create table payment_2023 (check (paid < '2024-01-01'), primary key (id), foreign key (customer) references customer)
                    inherits (payment);
                create table payment_2024 (note text, check (paid >= '2024-01-01'), primary key (id)) inherits (payment);
                create table noted (note text);
                alter table payment_2024 inherit noted;
                create table refund (reason text) inherits (payment_2024);
                insert into customer values (1), (2);
                insert into payment_2023 select i, 1, '2023-05-01' from generate_series(1, 100) i;
                insert into payment_2024 select i, 2, '2024-05-01', 'n' from generate_series(101, 150) i;
                insert into refund values (200, 1, '2024-06-01', null, 'broken');
                insert into payment values (201, 2, '2022-01-01');
                insert into noted values ('alone')
                """);
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private static List<String> heirs(Connection side) throws SQLException {
        return CopyLab.texts(side, HEIRS);
    }

    private void assertAllTheSame() throws SQLException {
        for (String table : List.of("customer", "payment", "payment_2023", "payment_2024", "refund", "noted")) {
            lab.assertSame(table);
            lab.assertSame("only " + table);
        }
        assertThat(heirs(lab.target)).isEqualTo(heirs(lab.source)).hasSize(4);
    }

    @Test
    void aCopyInheritsAsItsOriginalDoes() throws SQLException, IOException {
        // When
        RunEnd end = lab.process().copy();

        // Then
        assertAllTheSame();
        assertThat(end.rows().in()).isEqualTo(155);
        assertThat(end.detail().get("notes")).isEmpty();
    }

    @Test
    void aCopyOverACopyDoesTheSame() throws SQLException, IOException {
        // Given
        lab.process().copy();
        lab.onSource("delete from payment_2023 where id < 10; alter table refund no inherit payment_2024");
        lab.onSource("alter table refund inherit payment");

        // When
        lab.process().copy();

        // Then
        assertAllTheSame();
    }

    @Test
    void rowsAloneAreExchangedWhereTheTargetInheritsAlike() throws SQLException, IOException {
        // Given
        lab.process().copy();
        lab.onTarget(
                "create view paid as select * from payment; update payment set paid = '2000-01-01' where id = 201");
        lab.onSource("delete from payment_2023 where id < 10");

        // When
        lab.process().replace();
        lab.process().replace("payment_2023");

        // Then
        assertAllTheSame();
    }

    @Test
    void tablesThatStayGetTheInheritanceThatTheyLack() throws SQLException, IOException {
        // Given
        lab.process().copy();
        lab.onTarget("alter table payment_2023 no inherit payment; drop table refund");

        // When
        lab.process().replace();

        // Then
        assertAllTheSame();
    }

    @Test
    void oneOfTheTwoAloneIsNotCopied() throws SQLException {
        // When, Then
        for (String alone : List.of("payment_2023", "noted", "refund")) {
            assertThatThrownBy(() -> lab.process().copy(alone)).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.problem().status()).isEqualTo(422);
                assertThat(e.problem().detail())
                        .contains("only one of the two is in the copy")
                        .contains(alone)
                        .contains("inherits from");
            });
        }
        assertThat(CopyLab.texts(lab.target, "select relname from pg_class where relname ~ '^(payment|noted|refund)'"))
                .isEmpty();
    }

    @Test
    void aTargetThatInheritsMoreIsToldWhatToRun() throws SQLException, IOException {
        // Given
        lab.process().copy();
        lab.onSource("alter table refund no inherit payment_2024");

        // When, Then
        assertThatThrownBy(() -> lab.process().replace()).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(422);
            assertThat(e.problem().detail()).contains("refund inherits from payment_2024");
            assertThat(e.problem().hint())
                    .contains("alter table \"public\".\"refund\" no inherit \"public\".\"payment_2024\"");
        });
    }
}
