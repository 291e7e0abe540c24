package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyOutTest {

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = TestServer.dataSource(TestServer.createDatabase()).getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aLongRowComesInPieces() throws SQLException {
        // Given
        List<Integer> pieces = new ArrayList<>();
        List<Boolean> ends = new ArrayList<>();

        // When
        long rows;
        try (CopyOut out = CopyOut.of(
                connection, "copy (select repeat('x', i) from (values (9), (600000), (3)) v(i)) to stdout")) {
            for (byte[] piece = out.next(); piece != null; piece = out.next()) {
                pieces.add(piece.length);
                ends.add(out.isAtRowEnd());
            }
            rows = out.rows();
        }

        // Then
        assertThat(pieces).containsExactly(10, CopyOut.PIECE, CopyOut.PIECE, 600_001 - 2 * CopyOut.PIECE, 4);
        assertThat(ends).containsExactly(true, false, false, true, true);
        assertThat(rows).isEqualTo(3);
    }

    @Test
    void whatTheServerRemarksBetweenRowsIsNoRow() throws SQLException {
        // Given
        Query.execute(
                connection,
                "create function pg_temp.remark(i int) returns text language plpgsql as"
                        + " $$ begin raise notice 'row %', i; return repeat('x', i); end $$");

        // When
        StringBuilder text = new StringBuilder();
        try (CopyOut out =
                CopyOut.of(connection, "copy (select pg_temp.remark(i) from generate_series(1, 3) i) to stdout")) {
            byte[] buffer = new byte[100];
            for (int got = out.into(buffer, 0); got >= 0; got = out.into(buffer, 0)) {
                text.append(new String(buffer, 0, got, java.nio.charset.StandardCharsets.UTF_8));
            }
        }

        // Then
        assertThat(text).hasToString("x\nxx\nxxx\n");
    }

    @Test
    void oneThatIsGivenUpInTheMiddleOfARowLeavesTheConnectionUsable() throws SQLException {
        // Given
        connection.setAutoCommit(false);
        try (CopyOut out = CopyOut.of(
                connection, "copy (select repeat('0123456789', 100000) from generate_series(1, 1000)) to stdout")) {
            out.next();
        }

        // When
        connection.rollback();

        // Then
        assertThat(Query.first(connection, "select 1", row -> row.getInt(1))).contains(1);
    }

    @Test
    void anErrorBehindSomeRowsIsTheServers() throws SQLException {
        // Given
        try (CopyOut out =
                CopyOut.of(connection, "copy (select 10 / (3 - i) from generate_series(1, 3) i) to stdout")) {
            out.next();
            out.next();

            // When
            // Then
            assertThatThrownBy(out::next).isInstanceOf(SQLException.class).hasMessageContaining("division by zero");
        }
    }
}
