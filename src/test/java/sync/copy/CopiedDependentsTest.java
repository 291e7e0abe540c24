package sync.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ledger.ProblemException;
import ledger.RunEnd;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.Query;
import postgres.TableName;
import postgres.definition.Dependent;
import postgres.definition.Dependents;
import rows.place.StandingThings;

/** What stands on tables, and whether it comes with a copy of them. */
@Tag("every-postgres")
class CopiedDependentsTest {

    private CopyLab lab;

    @BeforeEach
    void open() throws SQLException {
        lab = new CopyLab();
        StandingThings.make(lab.source);
    }

    @AfterEach
    void close() throws SQLException {
        lab.close();
    }

    private static Map<String, String> standing(Connection side) throws SQLException {
        List<TableName> tables = List.of(new TableName("public", "film"), new TableName("public", "actor"));
        Map<String, String> all = new TreeMap<>();
        for (Dependent one : Dependents.read(side, tables)) {
            all.put(one.told(), String.join(";\n", one.statements()));
        }
        return all;
    }

    private static Map<String, String> states(RunEnd end) {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode one : end.detail().get("dependents")) {
            states.put(
                    one.get("kind").asText() + " " + one.get("name").asText(),
                    one.get("state").asText());
        }
        return states;
    }

    @Test
    void aCopyTellsInOneListWhatItDidNotBring() throws SQLException, IOException {
        // When
        RunEnd end = lab.process().copy("actor");

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(end.detail().get("notBrought"))
                .extracting(JsonNode::asText)
                .contains(
                        "view public.starred",
                        "function public.stamp()",
                        "trigger stamped on public.actor",
                        "grant on public.actor to " + StandingThings.READER)
                .doesNotContain("view public.film_list");
        assertThat(end.detail().has("dependents")).isFalse();
    }

    @Test
    void theSameOptionBringsAllOfIt() throws SQLException, IOException {
        // Given, for the default of a column and a check
        assertThatThrownBy(() -> lab.process().copy()).hasMessageContaining("public.code(");

        // When
        RunEnd end = lab.process().copyWithDependents(CopyRequest.How.SWAP);

        // Then
        assertThat(standing(lab.target)).isEqualTo(standing(lab.source)).hasSizeGreaterThan(18);
        assertThat(end.detail().get("notBrought")).isEmpty();
        assertThat(states(end).values()).containsOnly("made", "there");
        for (String view : List.of("film_list", "starred", "film_counts", "film", "actor")) {
            lab.assertSame(view);
        }
    }

    @Test
    void aCopyOverACopyMakesItAnew() throws SQLException, IOException {
        // Given
        lab.process().copyWithDependents(CopyRequest.How.SWAP);
        lab.onSource("insert into film (title) values ('new'); refresh materialized view film_counts;"
                + " create view titles as select title from film_list");

        // When
        RunEnd end = lab.process().copyWithDependents(CopyRequest.How.SWAP);

        // Then
        assertThat(end.state()).isEqualTo(RunState.DONE);
        assertThat(standing(lab.target)).isEqualTo(standing(lab.source)).containsKey("view public.titles");
        lab.assertSame("film_counts");
    }

    @Test
    void whatOnlyTheTargetHasIsNotTakenAway() throws SQLException, IOException {
        // Given
        lab.process().copyWithDependents(CopyRequest.How.SWAP);
        lab.onTarget("create view mine as select * from film_list");

        // When, Then
        assertThatThrownBy(() -> lab.process().copyWithDependents(CopyRequest.How.SWAP))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().detail()).contains("film_list"));
        assertThat(standing(lab.target)).containsKeys("view public.mine", "view public.film_list");
        lab.process().copyWithDependents(CopyRequest.How.REPLACE);
        lab.assertSame("film");
    }

    @Test
    void whatTheTargetCannotHaveIsNamedWithItsReasonAndTheRestComes() throws SQLException, IOException {
        // Given
        lab.onSource("create view both_sides as select a.name, e.x from actor a, elsewhere e");

        // When
        RunEnd end = lab.process().copyWithDependents(CopyRequest.How.SWAP, "film", "actor");

        // Then
        assertThat(states(end))
                .containsEntry("view public.both_sides", "left-out")
                .containsEntry("view public.film_list", "made");
        assertThat(end.detail().get("dependents").toString()).contains("public.elsewhere\\\" does not exist");
        assertThat(end.detail().get("notBrought").toString()).isEqualTo("[\"view public.both_sides\"]");
    }

    @Test
    void nothingOfItIsLeftOfACopyThatIsRefused() throws SQLException {
        // Given
        lab.onTarget("create table film (id int); create table other (f int); create view v as select * from film");

        // When, Then
        assertThatThrownBy(() -> lab.process().copyWithDependents(CopyRequest.How.SWAP))
                .isInstanceOf(ProblemException.class);
        assertThat(Query.list(
                        lab.target,
                        "select proname from pg_proc where pronamespace = 'public'::regnamespace",
                        row -> row.getString(1)))
                .isEmpty();
    }
}
