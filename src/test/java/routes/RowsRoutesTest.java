package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import ledger.Attempt;
import ledger.DeadLetter;
import ledger.Rows;
import ledger.Run;
import ledger.RunEnd;
import ledger.RunRequest;
import ledger.RunState;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowsRoutesTest extends LedgerCamel {

    private final RunRequest request = some(null);
    private final List<String> happened = new ArrayList<>();

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        return withEnds(new RowsRoutes(), new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:work")
                        .routeId("work")
                        .routeConfigurationId("in-transaction")
                        .transacted()
                        .to("direct:rows-attempt");
            }
        });
    }

    @BeforeEach
    void begin() throws SQLException {
        ledger.begin(request);
    }

    /** Work of so many steps, which says what is done with it. */
    private final class Work implements Attempt {

        private final List<Step> steps = new ArrayList<>();

        Work step(DeadLetter... letters) {
            int number = steps.size() + 1;
            steps.add(() -> {
                happened.add("step " + number);
                return List.of(letters);
            });
            return this;
        }

        Work broken() {
            steps.add(() -> {
                throw sqlState("23505");
            });
            return this;
        }

        @Override
        public Iterable<Step> steps() {
            return steps;
        }

        @Override
        public RunEnd finish() {
            happened.add("finished");
            return RunEnd.done(request.run(), Rows.NONE, null);
        }

        @Override
        public void keep() throws SQLException {
            happened.add("kept when the run is " + standing(request).state().text());
        }

        @Override
        public void close() {
            happened.add("closed");
        }
    }

    private DeadLetter letter(Long id, String reason) {
        return new DeadLetter(
                id,
                request.run(),
                "customers",
                "customers.csv",
                7L,
                null,
                "22P02",
                reason,
                "raw".getBytes(StandardCharsets.UTF_8),
                "UTF-8",
                null,
                false);
    }

    private String letters() throws SQLException {
        return DATABASE.value(
                "select coalesce(string_agg(reason, ', ' order by id), 'none') from caravanserai.dead_letter where run = '"
                        + request.run() + "'");
    }

    @Test
    void whatIsElsewhereIsKeptWhenTheLedgerHasTakenTheEndAndBeforeItIsCommitted() throws Exception {
        // When
        Run run = template.requestBody("direct:work", new Work().step().step(), Run.class);

        // Then
        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(happened).containsExactly("step 1", "step 2", "finished", "kept when the run is done", "closed");
    }

    @Test
    void whatBreaksIsClosedAndNothingOfItIsKept() throws Exception {
        // When
        Exchange answer = sent("work", new Work().step().broken().step());

        // Then
        assertThat(answer.getException()).hasRootCauseMessage("broken with 23505");
        assertThat(happened).containsExactly("step 1", "closed");
        assertThat(standing(request).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void lettersAreRecordedOnlyWhereThereAreSome() throws Exception {
        // Given
        DeadLetter letter = letter(null, "no number");
        MockEndpoint record = inPlaceOf("letters-record");
        record.expectedBodiesReceived(List.of(List.of(letter)));

        // When
        sent("work", new Work().step().step(letter).step());

        // Then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void lettersStandInTheLedgerBesideTheRunThatMadeThem() throws Exception {
        // When
        sent("work", new Work().step(letter(null, "no number"), letter(null, "no date")));

        // Then
        assertThat(letters()).isEqualTo("no number, no date");
    }

    @Test
    void lettersGoWithTheTransactionThatIsUndone() throws Exception {
        // When
        sent("work", new Work().step(letter(null, "no number")).broken());

        // Then
        assertThat(letters()).isEqualTo("none");
    }
}
