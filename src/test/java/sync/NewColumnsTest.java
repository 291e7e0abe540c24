package sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import ledger.RunEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that the source got, and what old rows have in them. */
class NewColumnsTest {

    private SyncedDatabases two;

    @BeforeEach
    void open() throws SQLException {
        two = new SyncedDatabases().tables("things");
        two.both("create table things (id int primary key, name varchar(9), created_at timestamptz,"
                + " updated_at timestamptz)");
        two.source("insert into things values (1, 'a', now(), now()), (2, 'b', now(), null), (3, 'c', null, null)");
        two.sync();
        two.settle();
    }

    @AfterEach
    void close() throws SQLException {
        two.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table things add score int default 5; alter table things alter score drop default",
                "alter table things add score int default 5; alter table things alter score set default 6",
                "alter table things add seen timestamptz not null default now()"
            })
    void oldRowsGetTheValuesOfTheSource(String change) throws SQLException {
        // Given
        two.source(change);

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(two.targetRows("things")).isEqualTo(two.sourceRows("things"));
        assertThat(end.detail().get("notes").toString()).contains("all its rows");
        two.settle();
    }

    @Test
    void aColumnThatIsOnlyWidenedCostsNothing() throws SQLException {
        // Given
        two.source("alter table things alter name type text");

        // When
        RunEnd end = two.sync();

        // Then
        assertThat(end.rows().in()).isZero();
        assertThat(end.detail().get("notes").toString()).contains("altered").doesNotContain("all its rows");
    }
}
