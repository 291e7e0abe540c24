package ingest;

import static ingest.HandMade.column;
import static ingest.HandMade.generated;
import static ingest.HandMade.table;
import static ingest.HandMade.textTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ingest.FieldMapping.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ledger.Problem;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Table;
import rows.load.Dialect;

class HeaderMatchTest {

    private static final Table CONTACTS = textTable("contacts", "name", "city", "email");
    private static final Table PAY = table(
            "pay",
            column("booked", "date"),
            column("valued", "date"),
            column("text", "text"),
            column("amount", "numeric"),
            column("currency", "text"));

    /** Options as pairs of name and text. */
    private static FieldMapping match(Table table, String record, String... said) {
        Map<String, List<String>> texts = new TreeMap<>();
        for (int i = 0; i < said.length; i += 2) {
            texts.computeIfAbsent(said[i], name -> new ArrayList<>()).add(said[i + 1]);
        }
        LoadOptions options = LoadOptions.read(new OptionTexts(texts));
        return new HeaderMatch(table, options.csv()).of(Dialect.OURS.fields(record));
    }

    private static Problem refusal(Table table, String record, String... said) {
        return catchThrowableOfType(ProblemException.class, () -> match(table, record, said))
                .problem();
    }

    private static List<String> columns(FieldMapping mapping) {
        return mapping.fields().stream()
                .map(field -> field.column() == null ? "-" : field.column().name())
                .toList();
    }

    private static List<String> how(FieldMapping mapping) {
        return mapping.fields().stream().map(Field::how).map(Enum::name).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email,name,city",
                "EMAIL,Name,CITY",
                " email ,\tname, city\u00A0",
                "\uFEFF\u200Bemail,na\u00ADme,city\u2060",
                "E-Mail,name_,C i t y",
                "e\u2010mail,NAME,city"
            })
    void namesMatchWhateverTheirCaseBlanksAndInvisibleCharacters(String header) {
        // When
        FieldMapping mapping = match(CONTACTS, header);

        // Then
        assertThat(mapping.headed()).isTrue();
        assertThat(columns(mapping)).containsExactly("email", "name", "city");
    }

    @Test
    void whatWasMatchedHowIsTold() {
        // When
        FieldMapping mapping =
                match(CONTACTS, "name,E-Mail,Town,Notes", "map", "Town:city", "unknown-columns", "ignore");

        // Then
        assertThat(mapping.told().toString())
                .isEqualTo("[{\"field\":\"name\",\"column\":\"name\",\"matched\":\"exact\"},"
                        + "{\"field\":\"E-Mail\",\"column\":\"email\",\"matched\":\"loose\"},"
                        + "{\"field\":\"Town\",\"column\":\"city\",\"matched\":\"mapped\"},"
                        + "{\"field\":\"Notes\",\"column\":null,\"matched\":\"ignored\"}]");
    }

    @Test
    void theNearestSpellingWinsAndWhatCouldBeEitherIsNone() {
        // Given
        Table alike = textTable("alike", "a_b", "ab", "Ab", "c");

        // When
        FieldMapping mapping = match(alike, "A_B,ab,c");
        Problem refusal = refusal(alike, "AB,c");

        // Then
        assertThat(columns(mapping)).containsExactly("a_b", "ab", "c");
        assertThat(refusal.detail()).contains("\"AB\" is no column of alike");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"First Name,Last Name,City", "E-Mail,Full name,city", "Vorname,City,Post", "name", "x,name"})
    void aFirstRecordOfWhichAnyFieldNamesAColumnIsNoRow(String record) {
        // Given
        boolean whole = record.equals("name");

        // When
        Problem refusal = whole ? null : refusal(CONTACTS, record);

        // Then
        assertThat(whole ? match(CONTACTS, record).headed() : refusal.detail().contains("looks like a header"))
                .isTrue();
    }

    @Test
    void aHeaderThatDoesNotMatchWholeIsRefusedWithTheNearestNameAndTheWaysOn() {
        // When
        Problem refusal = refusal(PAY, "Booked,Valued,Text,Amount (EUR),Currency");

        // Then
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.detail())
                .startsWith("the first record looks like a header, but \"Amount (EUR)\" is no column of pay;")
                .contains("\"Booked\" is taken for booked");
        assertThat(refusal.hint())
                .contains(
                        "\"Amount (EUR)\" is nearest to amount",
                        "the columns are booked, valued, text, amount, currency",
                        "map=Amount (EUR):amount",
                        "columns=",
                        "skip=",
                        "header=absent",
                        "unknown-columns=ignore");
    }

    @Test
    void aHeaderThatIsThereButUnknownIsRefusedLikewise() {
        // When
        Problem refusal = refusal(PAY, "Buchung,Amuont", "header", "present");

        // Then
        assertThat(refusal.detail()).isEqualTo("the header names \"Buchung\", \"Amuont\", which are no columns of pay");
        assertThat(refusal.hint()).contains("\"Amuont\" is nearest to amount").doesNotContain("header=absent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2021-02-01,2021-02-02,Rent,-950.00,EUR",
                "01.02.2021,2/2/21,Rent,\"-1.950,00 €\",EUR",
                ",,,,",
                "\\N,NULL,NA,n/a,-",
                "infinity,today,x,NaN,y",
                "2021-02-30,1 Feb 2021,x,1e400,y"
            })
    void aFirstRecordThatMayBeValuesOfTheColumnsIsARow(String record) {
        // When
        FieldMapping mapping = match(PAY, record);

        // Then
        assertThat(mapping.headed()).isFalse();
        assertThat(how(mapping)).containsOnly("POSITION");
        assertThat(columns(mapping)).containsExactly("booked", "valued", "text", "amount", "currency");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Buchung,Wert,Zweck,Betrag,Waehrung",
                "2021-02-01,2021-02-02,Rent,Betrag,EUR",
                "2021-02-01,2021-02-02,Rent",
                "sep=;",
                "1,2,3,4,5,6"
            })
    void aFirstRecordThatCanBeNeitherIsRefusedWithTheColumnsAndTheWaysOn(String record) {
        // When
        Problem refusal = refusal(PAY, record);

        // Then
        assertThat(refusal.detail()).startsWith("the first record names no column of pay and is no row of it: ");
        assertThat(refusal.hint()).contains("booked, valued, text, amount, currency", "header=absent", "skip=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x1,2", "1,y2", "1,col_2", "Q1,Q2", "qty-1,1"})
    void aNameWithANumberBehindItIsNoNumber(String record) {
        // Given
        Table numbers = table("numbers", column("a", "int4"), column("b", "numeric"));

        // When
        Problem refusal = refusal(numbers, record);

        // Then
        assertThat(refusal.detail()).contains("is no value for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"day2021,1", "2021-01-01,flag1", "d_2020,t"})
    void aNameWithANumberBehindItIsNoDateAndNoTruth(String record) {
        // Given
        Table flags = table("flags", column("a", "date"), column("b", "bool"));

        // When
        Problem refusal = refusal(flags, record);

        // Then
        assertThat(refusal.detail()).contains("is no value for");
    }

    @Test
    void whatIsSaidOfTheHeaderIsNotFoundOut() {
        // When
        FieldMapping absent = match(CONTACTS, "name,city,email", "header", "absent");
        FieldMapping present = match(CONTACTS, "email", "header", "present");

        // Then
        assertThat(absent.headed()).isFalse();
        assertThat(columns(absent)).containsExactly("name", "city", "email");
        assertThat(present.headed()).isTrue();
    }

    @Test
    void anUnknownFieldIsLeftOutWhereThatIsSaid() {
        // When
        FieldMapping mapping = match(PAY, "booked,valued,text,amount,currency,balance", "unknown-columns", "ignore");
        Problem unsaid = refusal(PAY, "booked,valued,text,amount,currency,balance");
        Problem nothingKnown = refusal(PAY, "a,b", "unknown-columns", "ignore");

        // Then
        assertThat(columns(mapping)).containsExactly("booked", "valued", "text", "amount", "currency", "-");
        assertThat(unsaid.detail()).contains("\"balance\"");
        assertThat(nothingKnown.detail()).contains("is no row");
    }

    @Test
    void aFieldIsMappedByTheNameThatTheFileHasForIt() {
        // When
        FieldMapping mapping = match(
                PAY,
                "Booked,Time: of value,Amount (EUR),Note",
                "map",
                "Amount (EUR):amount",
                "map",
                "time: of value:VALUED",
                "map",
                "Note:-");

        // Then
        assertThat(mapping.headed()).isTrue();
        assertThat(columns(mapping)).containsExactly("booked", "valued", "amount", "-");
        assertThat(how(mapping)).containsExactly("LOOSE", "MAPPED", "MAPPED", "MAPPED");
    }

    @Test
    void aMapOfWhatIsNotThereIsRefusedWithWhatIs() {
        // When
        Problem noField = refusal(CONTACTS, "name,city", "map", "Town:city");
        Problem noColumn = refusal(CONTACTS, "name,Town", "map", "Town:cty");
        Problem twice = refusal(CONTACTS, "name,Town,city", "map", "Town:city");

        // Then
        assertThat(noField.detail()).isEqualTo("map names \"Town\", which is no field of the first record");
        assertThat(noField.hint()).contains("\"name\", \"city\"", "name, city, email");
        assertThat(noColumn.detail()).contains("\"cty\", which is no column of contacts");
        assertThat(noColumn.hint()).contains("\"cty\" is nearest to city", "name, city, email");
        assertThat(twice.detail()).isEqualTo("the header names column city twice");
    }

    @Test
    void theOrderOfTheFieldsIsAsSaid() {
        // When
        FieldMapping rows = match(CONTACTS, "ada@example.org,x,Ada", "columns", "email,-,name");
        FieldMapping headed = match(CONTACTS, "Mail,Post,City", "columns", "email,-,City");

        // Then
        assertThat(rows.headed()).isFalse();
        assertThat(columns(rows)).containsExactly("email", "-", "name");
        assertThat(headed.headed()).isTrue();
        assertThat(how(headed)).containsOnly("TOLD");
    }

    @Test
    void anOrderThatCannotBeIsRefused() {
        // When
        Problem unknown = refusal(CONTACTS, "a,b", "columns", "nmae,city");
        Problem twice = refusal(CONTACTS, "a,b", "columns", "city,City");
        Problem otherWidth = refusal(CONTACTS, "name,city", "columns", "city", "header", "present");
        Problem noRow = refusal(PAY, "Datum,Betrag", "columns", "booked,amount");

        // Then
        assertThat(unknown.detail()).isEqualTo("columns= names \"nmae\", which is no column of contacts");
        assertThat(unknown.hint()).contains("nearest to name", "name, city, email");
        assertThat(twice.detail()).isEqualTo("columns= names column city twice");
        assertThat(otherWidth.detail()).isEqualTo("columns= names 1 fields, the header has 2");
        assertThat(noRow.hint()).contains("header=present", "header=absent");
    }

    @Test
    void whatTheServerComputesIsLeftOut() {
        // Given
        Table sums = table("sums", column("a", "int4"), generated("double", "int4"));

        // When
        FieldMapping headed = match(sums, "double,a");
        FieldMapping whole = match(sums, "1,2");
        FieldMapping without = match(sums, "1");
        Problem nothing = refusal(sums, "double");

        // Then
        assertThat(headed.fields()).extracting(Field::written).containsExactly(false, true);
        assertThat(whole.fields()).extracting(Field::written).containsExactly(true, false);
        assertThat(without.fields()).extracting(Field::written).containsExactly(true);
        assertThat(nothing.detail()).contains("computes");
    }

    @Test
    void aColumnNamedTwiceIsRefused() {
        // When
        Problem refusal = refusal(CONTACTS, "name,Name");

        // Then
        assertThat(refusal.detail()).isEqualTo("the header names column name twice");
    }

    @Test
    void aWrongNameIsQuotedWithoutItsNulAndNotAtLength() {
        // When
        Problem refusal = refusal(CONTACTS, "name,city,\0" + "x".repeat(200));

        // Then
        assertThat(refusal.detail()).doesNotContain("\0").hasSizeLessThan(200);
    }

    @Test
    void manyColumnsAreMatchedAtOnce() {
        // Given
        String[] names = new String[1600];
        for (int i = 0; i < names.length; i++) {
            names[i] = "column_" + i;
        }
        Table wide = textTable("wide", names);

        // When
        FieldMapping mapping = match(wide, String.join(",", names).replace("column_", "Column "));

        // Then
        assertThat(mapping.fields()).hasSize(1600);
        assertThat(how(mapping)).containsOnly("LOOSE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns", "map"})
    void optionsThatSayNothingAreMalformed(String option) {
        // When
        Problem refusal = refusal(CONTACTS, "name", option, "");

        // Then
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.detail()).startsWith(option);
    }

    @Test
    void optionsThatContradictEachOtherAreMalformed() {
        // When
        Problem both = refusal(CONTACTS, "name", "columns", "name", "map", "a:name");
        Problem nameless = refusal(CONTACTS, "name", "header", "absent", "map", "a:name");
        Problem neither = refusal(CONTACTS, "name", "unknown-columns", "skip");

        // Then
        assertThat(both.status()).isEqualTo(400);
        assertThat(nameless.detail()).contains("header=absent");
        assertThat(neither.detail()).contains("refuse or ignore");
    }
}
