package console;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Json;
import org.junit.jupiter.api.Test;

class BarsTest {

    private static Bars of(String rows) {
        return Bars.of(Json.read("{\"x\":\"d\",\"y\":[\"q1\",\"q2\"]}"), Json.read(rows));
    }

    @Test
    void rowsOfOneNameAreOneBarAndTheLongestComesFirst() {
        // When
        Bars bars =
                of("[{\"d\":\"a\",\"q1\":1,\"q2\":0},{\"d\":\"b\",\"q1\":5,\"q2\":2},{\"d\":\"a\",\"q1\":2,\"q2\":1}]");

        // Then
        assertThat(bars.bars()).extracting(Bars.Bar::name).containsExactly("b", "a");
        assertThat(bars.bars().get(1).parts()).containsExactly(3, 1);
        assertThat(bars.keys()).extracting(Drawing.Key::sum).containsExactly(8L, 3L);
    }

    @Test
    void whatANameHoldsIsNoMarkup() {
        assertThat(of("[{\"d\":\"<b>&\",\"q1\":1}]").svg(false).getValue())
                .contains("&lt;b&gt;&amp;")
                .doesNotContain("<b>");
    }

    @Test
    void noRowsAreADrawingWithoutBars() {
        assertThat(of("[]").svg(false).getValue()).startsWith("<svg").doesNotContain("<rect", "NaN");
    }

    @Test
    void whatThereIsNoRoomForIsCounted() {
        // Given
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            rows.append(i == 0 ? "" : ",").append("{\"d\":\"n").append(i).append("\",\"q1\":1}");
        }

        // Then
        assertThat(of(rows + "]").left()).isEqualTo(15);
    }

    @Test
    void linesBreakOffWhereThereIsNoValueAndKeepTheOrderOfTheRows() {
        // When
        Drawing lines = Drawing.of(
                Json.read("{\"kind\":\"lines\",\"x\":\"d\",\"y\":[\"q1\"]}"),
                Json.read(
                        "[{\"d\":\"<b>\",\"q1\":4},{\"d\":\"a\",\"q1\":null},{\"d\":\"c\",\"q1\":-1},{\"d\":\"e\",\"q1\":0}]"));

        // Then
        assertThat(lines.svg(true).getValue())
                .contains("&lt;b&gt;")
                .containsPattern("class=\"line q1\" d=\"M64.0 [0-9.]+M[0-9.]+ [0-9.]+L484.0 [0-9.]+\"");
        assertThat(lines.keys().get(0).sum()).isEqualTo(3);
    }
}
