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
        assertThat(bars.keys()).extracting(Bars.Key::sum).containsExactly(8L, 3L);
    }

    @Test
    void whatANameHoldsIsNoMarkup() {
        assertThat(of("[{\"d\":\"<b>&\",\"q1\":1}]").svg().getValue())
                .contains("&lt;b&gt;&amp;")
                .doesNotContain("<b>");
    }

    @Test
    void noRowsAreADrawingWithoutBars() {
        assertThat(of("[]").svg().getValue()).startsWith("<svg").doesNotContain("<rect", "NaN");
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
}
