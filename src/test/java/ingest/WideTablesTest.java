package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.DeadLetter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with as many columns as there can be, and rows as large as there can be, in a real database. */
class WideTablesTest {

    @TempDir
    private Path folder;

    private Loads loads;

    @BeforeEach
    void database() throws SQLException, IOException {
        loads = new Loads(folder);
    }

    private static String each(int columns, String between, IntFunction<String> text) {
        return IntStream.range(0, columns).mapToObj(text).collect(Collectors.joining(between));
    }

    private void table(int columns, String type) throws SQLException {
        loads.execute("create table wide (" + each(columns, ", ", i -> "c" + i + " " + type) + ")");
    }

    @ParameterizedTest
    @CsvSource({"1600, insert", "1600, replace", "1599, insert", "401, insert", "1600, upsert", "1597, upsert"})
    void oneBadRowOfManyColumnsIsOneLetter(int columns, String mode) throws Exception {
        // Given
        table(columns, "int");
        if (!mode.equals("insert")) {
            loads.execute("alter table wide add primary key (c0)");
        }
        String header = each(columns, ",", i -> "c" + i) + "\n";
        StringBuilder rows = new StringBuilder(header);
        for (int row = 0; row < 40; row++) {
            int number = row;
            rows.append(each(columns, ",", i -> number == 20 && i == columns - 1 ? "2x" : "" + (number + i)))
                    .append('\n');
        }

        // When
        Loads.Loaded loaded = loads.load("wide", rows.toString(), Loads.options("mode", mode));

        // Then
        assertThat(loaded.letters())
                .extracting(DeadLetter::line, DeadLetter::column, DeadLetter::reason)
                .containsExactly(tuple(22L, "c" + (columns - 1), "\"2x\" is no integer"));
        assertThat(loaded.end().rows().loaded()).isEqualTo(39);
        assertThat(loads.rows("select count(*), max(c" + (columns - 1) + ") from wide"))
                .containsExactly("(39," + (39 + columns - 1) + ")");
    }

    @Test
    void whatManyFieldsHoldComesThroughRowByRow() throws Exception {
        // Given
        table(500, "text");
        loads.execute("alter table wide add check (c499 <> 'bad')");
        String odd = "\"a \"\"b\"\" \\ {c},\n\td\"";
        String text = each(500, ",", i -> "c" + i) + "\n" + odd + ",,NULL" + ",x".repeat(497) + "\n" + "y,".repeat(499)
                + "bad\n";

        // When
        Loads.Loaded loaded = loads.load("wide", text, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.letters()).extracting(DeadLetter::line).containsExactly(4L);
        assertThat(loads.rows("select c0 = E'a \"b\" \\\\ {c},\\n\\td', c1 is null, c2 from wide"))
                .containsExactly("(t,t,NULL)");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 600})
    void aRowThatIsTooBigForAPageIsALetter(int columns) throws Exception {
        // Given
        table(columns, "text");
        loads.execute("do $$ begin for i in 0.." + (columns - 1)
                + " loop execute format('alter table wide alter c%s set storage plain', i); end loop; end $$");
        String text = each(columns, ",", i -> "c" + i) + "\n" + each(columns, ",", i -> "1") + "\n"
                + each(columns, ",", i -> "x".repeat(40)) + "\n" + each(columns, ",", i -> "2") + "\n";

        // When
        Loads.Loaded loaded = loads.load("wide", text, LoadOptions.DEFAULT);

        // Then
        assertThat(loaded.letters())
                .extracting(DeadLetter::line, DeadLetter::sqlstate)
                .containsExactly(tuple(3L, "54000"));
        assertThat(loads.rows("select c0 from wide")).containsExactly("(1)", "(2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void aKeyThatIsTooLongForItsIndexIsALetter(String mode) throws Exception {
        // Given
        loads.execute("create table word (w text primary key, n int)");
        Random random = new Random(5);
        String noise = each(9000, "", i -> Character.toString('a' + random.nextInt(26)));
        String text = "w,n\na,1\n" + noise + ",2\nb,3\n";

        // When
        Loads.Loaded loaded = loads.load("word", text, Loads.options("mode", mode));

        // Then
        assertThat(loaded.letters())
                .extracting(DeadLetter::line, DeadLetter::sqlstate)
                .containsExactly(tuple(3L, "54000"));
        assertThat(loads.rows("select w, n from word order by w")).containsExactly("(a,1)", "(b,3)");
    }
}
