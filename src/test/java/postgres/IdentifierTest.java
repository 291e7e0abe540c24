package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "people",
                "People",
                "select",
                "a b",
                "a.b",
                "x\"; drop table people; --",
                "\"",
                "\"\"",
                "'",
                "\\",
                "$$",
                "a\nb",
                "größe",
                "漢字",
                "😀",
                "%s",
                "?",
                ":name",
                "{{x}}"
            })
    void aHostileNameIsOneQuotedIdentifier(String name) {
        // When
        String quoted = Identifier.quote(name);

        // Then
        assertThat(quoted).startsWith("\"").endsWith("\"");
        String inside = quoted.substring(1, quoted.length() - 1);
        assertThat(inside.replace("\"\"", "")).doesNotContain("\"");
        assertThat(inside.replace("\"\"", "\"")).isEqualTo(name);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"\0", "a\0b"})
    void whatNoNameCanBeIsNotQuoted(String name) {
        // When
        var quoting = assertThatThrownBy(() -> Identifier.quote(name));

        // Then
        quoting.isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreListedEachBehindThePrefix() {
        // When
        String plain = Identifier.list(List.of("a", "b\"c"));
        String prefixed = Identifier.list(List.of("a", "b\"c"), "s.");
        String none = Identifier.list(List.of());

        // Then
        assertThat(plain).isEqualTo("\"a\", \"b\"\"c\"");
        assertThat(prefixed).isEqualTo("s.\"a\", s.\"b\"\"c\"");
        assertThat(none).isEmpty();
    }

    @Test
    void aLiteralEndsWhereItShould() {
        // When
        String plain = Identifier.literal("it's");
        String backslash = Identifier.literal("\\' or 1=1");
        String empty = Identifier.literal("");

        // Then
        assertThat(plain).isEqualTo("'it''s'");
        assertThat(backslash).isEqualTo(" E'\\\\'' or 1=1'");
        assertThat(empty).isEqualTo("''");
    }
}
