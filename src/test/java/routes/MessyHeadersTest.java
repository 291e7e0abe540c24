package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;

/** Headers as people really send them: matched, or asked about, and never loaded by position. */
class MessyHeadersTest extends LoadingCamel {

    private static final String PAY = "booked date, valued date, text text, amount numeric, currency text";
    private static final String CONTACTS = "name text, city text, email text";

    private void refused(Run run, String... said) throws Exception {
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().text()).contains(said);
        assertThat(rows()).isEmpty();
    }

    @Test
    void aNameThatIsNotTheColumnsIsAskedAboutAndThenMapped() throws Exception {
        // Given
        make(PAY);
        String file = "Booked,Valued,Text,Amount (EUR),Currency\n2021-02-01,2021-02-02,Rent,-950.00,EUR\n";

        // When
        Run asked = load(file);
        refused(asked, "\"Amount (EUR)\" is nearest to amount", "map=Amount (EUR):amount");
        Run mapped = load(file, "map", "Amount (EUR):amount");

        // Then
        assertThat(mapped.state()).isEqualTo(RunState.DONE);
        assertThat(mapped.detail().get("columns").toString())
                .contains("{\"field\":\"Booked\",\"column\":\"booked\",\"matched\":\"loose\"}")
                .contains("{\"field\":\"Amount (EUR)\",\"column\":\"amount\",\"matched\":\"mapped\"}");
        assertThat(rows()).isEqualTo("(2021-02-01,2021-02-02,Rent,-950.00,EUR)");
    }

    @Test
    void aColumnTooManyIsRefusedOrLeftOut() throws Exception {
        // Given
        make(PAY);
        String file = "booked,valued,text,amount,currency,balance\n2021-02-01,2021-02-02,Rent,-950.00,EUR,12\n";

        // When
        Run asked = load(file);
        refused(asked, "\"balance\"");
        Run ignored = load(file, "unknown-columns", "ignore");

        // Then
        assertThat(ignored.state()).isEqualTo(RunState.DONE);
        assertThat(rows()).isEqualTo("(2021-02-01,2021-02-02,Rent,-950.00,EUR)");
    }

    @Test
    void aHeaderOfAnotherTableIsNoRowOfTexts() throws Exception {
        // Given
        make(CONTACTS);

        // When
        Run foreign = load("First Name,Last Name,City\nAda,Lovelace,London\n");
        Run reordered = load("E-Mail,Full name,city\nada@example.org,Ada,London\n");

        // Then
        refused(foreign, "\"First Name\", \"Last Name\" are no columns", "\"City\" is taken for city");
        refused(reordered, "\"E-Mail\" is taken for email", "\"Full name\" is nearest to name");
    }

    @Test
    void aLineThatNamesTheDelimiterIsNoRow() throws Exception {
        // Given
        make(CONTACTS);

        // When
        Run run = load("sep=;\r\nemail;name;city\r\nada@example.org;Ada;London\r\n");

        // Then
        assertThat(rows()).isIn("", "(Ada,London,ada@example.org)");
        assertThat(run.state()).isIn(RunState.REFUSED, RunState.DONE);
    }

    @Test
    void aHeaderWithAStrayQuoteIsNeverARow() throws Exception {
        // Given
        make(CONTACTS);

        // When
        load("email,\"name\" ,city\nada@example.org,Ada,London\n");

        // Then
        assertThat(rows()).isIn("", "(Ada,London,ada@example.org)");
    }

    @Test
    void invisibleCharactersInAHeaderDoNoHarm() throws Exception {
        // Given
        make("id text, name text");

        // When
        Run run = load("\uFEFF\u200Bid,name\u00A0\n1,x\n2,y\n");

        // Then
        assertThat(run.detail().get("header").asBoolean()).isTrue();
        assertThat(rows()).isEqualTo("(1,x) (2,y)");
    }

    @Test
    void aFirstRowThatFitsIsARow() throws Exception {
        // Given
        make(PAY);

        // When
        Run run = load("2021-02-01,2021-02-02,Rent,-950.00,EUR\n");

        // Then
        assertThat(run.detail().get("header").asBoolean()).isFalse();
        assertThat(run.detail().get("columns").get(0).get("matched").asText()).isEqualTo("position");
        assertThat(rows()).isEqualTo("(2021-02-01,2021-02-02,Rent,-950.00,EUR)");
    }

    @Test
    void fieldsAreTakenInTheOrderSaid() throws Exception {
        // Given
        make(CONTACTS);

        // When
        load("ada@example.org,x,Ada\n", "columns", "email,-,name");

        // Then
        assertThat(rows()).isEqualTo("(Ada,,ada@example.org)");
    }
}
