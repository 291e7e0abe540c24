package reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportStatementTest {

    private static final List<Parameter> DECLARED = List.of(
            new Parameter("year", ParameterType.INTEGER, null, null),
            new Parameter("name", ParameterType.TEXT, null, null));

    private static ReportStatement read(String text) {
        return ReportStatement.read(text, DECLARED);
    }

    @Test
    void parametersAreBoundInTheirOrderAsWhatTheyAre() {
        // When
        ReportStatement statement = read("select :name, :year + :year");

        // Then
        assertThat(statement.sql()).isEqualTo("select cast(? as text), cast(? as integer) + cast(? as integer)");
        assertThat(statement.bound()).containsExactly("name", "year", "year");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ':year'",
                "select 'it''s :year'",
                "select e'\\':year'",
                "select E'\\\\', 1",
                "select \":year\"",
                "select \"a\"\":year\"",
                "select $$:year; $$",
                "select $x$ $$ :year; $x$",
                "select '2021'::year",
                "select a[1 : 2]",
                "select f(a := 1)",
                "select ';'",
                "select 'a:?b'",
            })
    void whatStandsInTextsNamesAndCastsStaysAsItIs(String text) {
        // When
        ReportStatement statement = read(text);

        // Then
        assertThat(statement.sql()).isEqualTo(text);
        assertThat(statement.bound()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1 -- :year; | select 1",
                "/* :year; /* inner */ ; */ select 1 | select 1",
                "select 1; | select 1",
                "select 1 ; /* done */ -- here | select 1",
            })
    void commentsAndTheEndAreLeftOut(String text, String sql) {
        // When
        ReportStatement statement = read(text);

        // Then
        assertThat(statement.sql().strip()).isEqualTo(sql);
    }

    @Test
    void aQuestionMarkIsAnOperator() {
        // When
        ReportStatement statement = read("select a ? 'b', a ?| c from t where d = '?'");

        // Then
        assertThat(statement.sql()).isEqualTo("select a ?? 'b', a ??| c from t where d = '?'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1; select 2 | one statement",
                "select 1;; | one statement",
                "select :month | :month is not declared",
                "select a[1:n] | :n is not declared",
                "delete from t | begins with select",
                "set role x | begins with select",
                "selection | begins with select",
                "-- nothing | no statement",
                "select 'a | not closed",
                "select e'a\\' | not closed",
                "select /* a | not closed",
            })
    void whatIsNotOneStatementThatReadsIsAFault(String text, String fault) {
        // When
        var reading = assertThatThrownBy(() -> read(text));

        // Then
        reading.isInstanceOf(ReportFault.class).hasMessageContaining(fault);
    }
}
