package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MadeNamesTest {

    private static List<String> usable(String... header) {
        return MadeNames.usable(Arrays.asList(header));
    }

    @Test
    void whatATableCanHaveStaysAsItIs() {
        // When
        List<String> names = usable("a", "A", "2019", "drop table x--", "\"q\"", "Größe (cm)");

        // Then
        assertThat(names).containsExactly("a", "A", "2019", "drop table x--", "\"q\"", "Größe (cm)");
    }

    @Test
    void aNameThatIsInventedIsNoneOfTheHeadersOwn() {
        // When
        List<String> names = usable("a", "a", "a_2", "a", null, "column_5");

        // Then
        assertThat(names).containsExactly("a", "a_3", "a_2", "a_4", "column_5_2", "column_5");
    }

    @Test
    void theServersOwnColumnsAreNotNamesOfOthers() {
        // When
        List<String> names = usable("xmin", "XMIN", "tableoid");

        // Then
        assertThat(names).containsExactly("xmin_2", "XMIN", "tableoid_2");
    }

    @Test
    void whatNobodySeesIsNoPartOfAName() {
        // When
        List<String> names = usable("\uFEFFid", "\u200Bname\u00AD ", "\u00A0", "two\nlines", "a\0b");

        // Then
        assertThat(names).containsExactly("id", "name", "column_3", "two lines", "ab");
    }

    @Test
    void aLongNameIsCutBetweenCharactersAndTwoOfThemStayApart() {
        // Given
        String longest = "ä".repeat(31) + "x";

        // When
        List<String> names = usable(longest, longest + "y", "ä".repeat(40), "😀".repeat(20));

        // Then
        assertThat(names).containsExactly(longest, "ä".repeat(30) + "_2", "ä".repeat(31), "😀".repeat(15));
    }
}
