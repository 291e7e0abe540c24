package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ingest.HandMade.Outcome;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import ledger.DeadLetter;
import ledger.Json;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.Table;
import rows.load.Batch;

/** What is found of a file's structure without a word, and told. */
class FoundStructureTest {

    private static final Table PAY = HandMade.table(
            "pay",
            HandMade.column("booked", "date"),
            HandMade.column("valued", "date"),
            HandMade.column("text", "text"),
            HandMade.column("amount", "numeric"),
            HandMade.column("currency", "text"));

    private static final Table ABC = HandMade.table(
            "abc", HandMade.column("a", "int4"), HandMade.column("b", "int4"), HandMade.column("c", "int4"));

    private static final Table NAMED =
            HandMade.table("idn", HandMade.column("id", "int4"), HandMade.column("name", "text"));

    private static final Table CONTACTS = HandMade.textTable("contacts", "name", "city", "email");

    private static final Table BOOK = HandMade.table(
            "book",
            HandMade.column("text", "text"),
            HandMade.column("amount", "numeric"),
            HandMade.column("n", "int4"));

    @TempDir
    private Path folder;

    private ObjectNode detail;

    private Outcome read(Table table, String text, String... said) throws IOException {
        return read(table, HandMade.utf8(text), said);
    }

    private Outcome read(Table table, byte[] bytes, String... said) throws IOException {
        CsvOptions options = HandMade.options(said);
        detail = Json.mapper().createObjectNode();
        Path path = Files.write(folder.resolve("told.csv"), bytes);
        CsvFile file = CsvFile.open(path, options.encoding(), HandMade.settings());
        try (CsvSource source = CsvSource.open(file, table, options, HandMade.settings(), HandMade.letters())) {
            source.structure().tell(detail, source.encoding());
            for (Batch batch = source.next(); batch != null; batch = source.next()) {
                source.recycle(batch);
            }
            source.tell(detail);
        }
        return HandMade.read(folder, bytes, table, options);
    }

    private ProblemException refusal(Table table, byte[] bytes, String... said) {
        return catchThrowableOfType(ProblemException.class, () -> read(table, bytes, said));
    }

    private static List<String> row(String... fields) {
        return Arrays.asList(fields);
    }

    private List<String> found() {
        return Json.mapper()
                .convertValue(
                        detail.withArray("found"),
                        Json.mapper().getTypeFactory().constructCollectionType(List.class, String.class));
    }

    @Test
    void aSepLineSaysTheDelimiter() throws IOException {
        // When
        Outcome outcome = read(
                PAY,
                "sep=;\r\nbooked;valued;text;amount;currency\r\n2021-02-01;2021-02-02;Rent;-950.00;EUR\r\n"
                        + "2021-02-03;2021-02-03;Salary;2100.50;EUR\r\n");

        // Then
        assertThat(outcome.rows())
                .containsExactly(
                        row("2021-02-01", "2021-02-02", "Rent", "-950.00", "EUR"),
                        row("2021-02-03", "2021-02-03", "Salary", "2100.50", "EUR"));
        assertThat(outcome.lines()).containsExactly(3L, 4L);
        assertThat(outcome.letters()).isEmpty();
        assertThat(found()).containsExactly("the first line says sep=;");
        assertThat(detail.get("skippedLines").asInt()).isEqualTo(1);
    }

    @Test
    void aPreambleAndTotalsAreToldAndNoRows() throws IOException {
        // When
        Outcome outcome = read(
                PAY,
                "\"Account:\";\"DE00 1234\";\r\n\r\n\"From:\";\"01.01.2021\";\r\n\"Balance:\";\"12,00 EUR\";\r\n\r\n"
                        + "\"booked\";\"valued\";\"text\";\"amount\";\"currency\"\r\n"
                        + "\"2021-02-01\";\"2021-02-02\";\"Rent\";\"-950.00\";\"EUR\"\r\n"
                        + "\"2021-02-03\";\"2021-02-03\";\"Salary\";\"2100.50\";\"EUR\"\r\n"
                        + "\"Total\";\"\";\"\";\"1150.50\";\"EUR\"\r\n");

        // Then
        assertThat(outcome.rows()).hasSize(2);
        assertThat(outcome.lines()).containsExactly(7L, 8L);
        assertThat(outcome.letters()).isEmpty();
        assertThat(found().get(0)).startsWith("lines 1 to 5 are no part of the table: \"Account:\"");
        assertThat(detail.get("footer").asInt()).isEqualTo(1);
        assertThat(detail.at("/left/0/line").asInt()).isEqualTo(9);
    }

    @Test
    void aRowThatIsNamedTotalIsARowWhereOthersFollow() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nTotal,,\nAda,London,a\nTotal,x,y\n");

        // Then
        assertThat(outcome.rows())
                .containsExactly(row("Total", null, null), row("Ada", "London", "a"), row("Total", "x", "y"));
        assertThat(detail.has("footer")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text;amount;n\nRent;1.10;1\nSalary;20.00;3\nTotal;21.10;4\n",
                "text;amount;n\nRent;1.000,10;1\nSalary;20,00;3\nSumme:;1.020,10;99\n",
                "text;amount;n\nRent;1;1\nSalary;2;3\nAverage;1.5;9\n",
                "n;text;amount\n1;Rent;1\n3;Salary;2\nTotal;x;7\n",
                "text;amount;n\nRent;1.10;1\nSalary;20.00;3\nTotal (EUR);21.10;2\n",
                "text;amount;n\nRent;1.10;1\nSalary;20.00;3\nTotal in EUR;;4\n"
            })
    void aLastRecordThatIsProvenToBeATotalIsNoRow(String text) throws IOException {
        // When
        Outcome outcome = read(BOOK, text);

        // Then
        assertThat(outcome.rows()).hasSize(2);
        assertThat(outcome.letters()).isEmpty();
        assertThat(detail.at("/left/0/line").asInt()).isEqualTo(4);
    }

    @Test
    void aLastRowWithTotalInItsNameIsARowUnlessItsFiguresAreSums() throws IOException {
        // When
        Outcome outcome = read(BOOK, "text,amount,n\nRent,1,1\nTotal Wine,20,3\n(2 rows)\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("Rent", "1", "1"), row("Total Wine", "20", "3"));
        assertThat(outcome.letters()).isEmpty();
        assertThat(detail.get("footer").asInt()).isEqualTo(1);
    }

    @Test
    void aLastRecordThatMayBeATotalOrARowIsAskedAbout() throws IOException {
        // Given
        String text = "text,amount,n\nShell,1.10,1\nTotal,20.00,3\n";

        // When
        ProblemException asked = catchThrowableOfType(ProblemException.class, () -> read(BOOK, text));
        Outcome row = read(BOOK, text, "footer", "0");
        Outcome none = read(BOOK, text, "footer", "1");

        // Then
        assertThat(asked.problem().detail()).contains("line 3", "may be a total or a row", "Total,20.00,3");
        assertThat(asked.problem().hint()).contains("footer=1", "footer=0");
        assertThat(row.rows()).hasSize(2);
        assertThat(none.rows()).hasSize(1);
    }

    @Test
    void aShortLastRowIsALetterAndNoTotal() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nAda,London,a\nBob,Par");

        // Then
        assertThat(outcome.letters()).extracting(DeadLetter::line).containsExactly(3L);
    }

    @Test
    void aShortRowBehindABlankLineIsALetterIfItsValuesAreOfTheColumns() throws IOException {
        // When
        Outcome outcome = read(ABC, "a,b,c\n1,2,3\n\n4\n");
        Outcome remark = read(ABC, "a,b,c\n1,2,3\n\nmade by hand\n");

        // Then
        assertThat(outcome.letters()).extracting(DeadLetter::line).containsExactly(4L);
        assertThat(remark.letters()).isEmpty();
    }

    @Test
    void aRemarkBehindTheTableIsNone() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nAda,London,a\n\n(1 row)\nmade on 2021-01-01\n");

        // Then
        assertThat(outcome.rows()).hasSize(1);
        assertThat(outcome.letters()).isEmpty();
        assertThat(detail.get("footer").asInt()).isEqualTo(2);
    }

    @Test
    void aFooterThatIsSaidIsLeftOut() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\na,b,c\nd,e,f\nx,y\ng,h,i\n", "footer", "2");

        // Then
        assertThat(outcome.rows()).containsExactly(row("a", "b", "c"), row("d", "e", "f"));
        assertThat(outcome.letters()).isEmpty();
        assertThat(detail.get("footer").asInt()).isEqualTo(2);
    }

    @Test
    void blanksAroundQuotesAreNoFault() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "email,\"name\" ,city\nada@example.org,Ada,London\n");

        // Then
        assertThat(outcome.columns()).containsExactly("email", "name", "city");
        assertThat(outcome.rows()).containsExactly(row("ada@example.org", "Ada", "London"));
    }

    @Test
    void aDelimiterAtTheEndOfEveryRecordIsLeftOut() throws IOException {
        // When
        Outcome outcome = read(ABC, "a|b|c|\n1|2|3|\n4|5|6|\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "3"), row("4", "5", "6"));
        assertThat(found()).containsExactly("every record ends in a delimiter that is left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b,c,,,\n1,2,3,,,\n4,5,,,,\n",
                "a,b,c\n1,2,3,,,\n4,5,,,,\n",
                "1,2,3,,,\n4,5,,,,\n",
                "a,b,c,\n1,2,3,,,\n4,5,,,,\n"
            })
    void severalDelimitersAtTheEndOfEveryRecordAreLeftOut(String text) throws IOException {
        // When
        Outcome outcome = read(ABC, text);

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "2", "3"), row("4", "5", null));
        assertThat(outcome.letters()).isEmpty();
        assertThat(found()).containsExactly("every record ends in 3 delimiters that are left out");
    }

    @Test
    void aValueBehindSuchDelimitersIsNotLost() throws IOException {
        // Given
        String rows = "1,1,1,,\n".repeat(200);

        // When
        Outcome late = read(ABC, "a,b,c,,\n" + rows + "7,8,9,,x\n");
        ProblemException early = refusal(ABC, HandMade.utf8("a,b,c,,\n7,8,9,,x\n" + rows));

        // Then
        assertThat(late.letters()).extracting(DeadLetter::line).containsExactly(202L);
        assertThat(early.problem().detail()).contains("looks like a header");
    }

    @Test
    void invisibleCharactersDoNoHarm() throws IOException {
        // When
        Outcome outcome = read(NAMED, "\uFEFF\u200Bid,name\u00A0\n1,x\n\u200B2,y\n3\u00A0,z\u200B\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "x"), row("2", "y"), row("3", "z\u200B"));
        assertThat(detail.get("invisibleCharacters").asInt()).isEqualTo(2);
    }

    static List<Arguments> foreignTexts() {
        return List.of(
                Arguments.of("windows-1252", "1;J\u00FCrgen;5 \u20AC"),
                Arguments.of("Shift_JIS", "1;\u6771\u4EAC\u90FD\u306E\u4EBA;x"),
                Arguments.of("windows-1251", "1;\u041C\u043E\u0441\u043A\u0432\u0430;x"),
                Arguments.of("GB18030", "1;\u5317\u4EAC\u7684\u5929\u6C14;x"));
    }

    @ParameterizedTest
    @MethodSource("foreignTexts")
    void anEncodingThatIsNotUtf8IsAskedFor(String encoding, String row) {
        // When
        ProblemException refusal = refusal(CONTACTS, ("name;city;email\r\n" + row).getBytes(Charset.forName(encoding)));

        // Then
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().detail()).contains("line 2 is no text in UTF-8");
        assertThat(refusal.problem().hint()).contains("encoding=" + encoding + " ");
    }

    @Test
    void oneBrokenLineAmongGoodUtf8IsALetter() throws IOException {
        // When
        Outcome outcome =
                read(NAMED, HandMade.joined(HandMade.utf8("id,name\n1,\u00FC\n2,"), new byte[] {(byte) 0xFC}));

        // Then
        assertThat(outcome.rows()).hasSize(1);
        assertThat(outcome.letters()).hasSize(1);
    }

    @Test
    void apostrophesAroundFieldsAreQuotes() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nAda's,'London, GB','a'\n'Bob''s',Rome,b\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("Ada's", "London, GB", "a"), row("Bob's", "Rome", "b"));
        assertThat(found()).containsExactly("fields are quoted by '");
    }

    @Test
    void aBackslashBeforeQuotesIsAnEscape() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\n\"5\\\" x\",\"a\\'b\",c\n\"y\\\\\",\"C:\\new\",\"\\\"\"\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("5\" x", "a\\'b", "c"), row("y\\", "C:\\new", "\""));
        assertThat(detail.get("escape").asText()).isEqualTo("\\");
    }

    @Test
    void aBlankBehindEveryDelimiterIsNoPartOfAValue() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name, city, email\nAda, \"London, GB\", a\nBob, Rome, \n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("Ada", "London, GB", "a"), row("Bob", "Rome", null));
    }

    @Test
    void aBlankBehindSomeDelimitersIsPartOfTheValue() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nAda, London,a\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("Ada", " London", "a"));
    }

    @Test
    void remarksAreCountedAndARowThatBeginsLikeOneIsARow() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "# made by us\nname,city,email\n#1,a,b\n# it's \"so\nx,y,z\n");

        // Then
        assertThat(outcome.letters()).extracting(DeadLetter::line).containsExactly(4L);
        assertThat(outcome.rows()).containsExactly(row("#1", "a", "b"), row("x", "y", "z"));
    }

    @Test
    void remarksOfAnotherWidthAreCounted() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "# made by us\nname,city,email\nx,y,z\n# it's \"so\nx,y,z\n");

        // Then
        assertThat(outcome.letters()).isEmpty();
        assertThat(outcome.rows()).hasSize(2);
        assertThat(detail.get("comments").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"||", "~", "^", "  "})
    void otherDelimitersAreFoundWhereTheyFit(String delimiter) throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "name,city,email\nAda,London,a\nBob,Rome,b\n".replace(",", delimiter));

        // Then
        assertThat(outcome.rows()).containsExactly(row("Ada", "London", "a"), row("Bob", "Rome", "b"));
    }

    @Test
    void whereEveryFieldIsQuotedAGapIsNullUnlessATextCanBeThere() throws IOException {
        // Given
        Table table = HandMade.table(
                "t", HandMade.column("id", "int4"), HandMade.column("t", "text"), HandMade.required("r", "text"));

        // When
        Outcome all = read(table, "\"id\",\"t\",\"r\"\n\"\",\"\",\"\"\n\"1\",\"\",\"x\"\n");
        Outcome some = read(table, "id,t,r\n\"\",\"\",\"\"\n\"1\",\"\",\"x\"\n");

        // Then
        assertThat(all.rows()).containsExactly(row(null, "", null), row("1", "", "x"));
        assertThat(some.rows()).containsExactly(row("", "", ""), row("1", "", "x"));
    }

    @Test
    void aHeaderWithoutTheDelimiterThatItsRowsEndInIsTheHeader() throws IOException {
        // Given
        Path path = Files.write(folder.resolve("r.csv"), HandMade.utf8("a;b;c\n1;2;3;\n4;5;6;\n7;8;9;\n"));

        // When
        Structure structure;
        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            structure = new Sniffer(file, CsvOptions.DEFAULT, 1 << 20).structure(null);
        }

        // Then
        assertThat(structure.skipped()).isZero();
        assertThat(structure.trailing()).isEqualTo(1);
    }

    @Test
    void wordsOverNumbersAreAskedAbout() throws IOException {
        // When
        ProblemException refusal = refusal(CONTACTS, HandMade.utf8("Who,Where,Count\na,b,1\nc,d,2\ne,f,3\n"));
        Outcome told = read(CONTACTS, "Who,Where,Count\na,b,1\nc,d,2\ne,f,3\n", "header", "absent");

        // Then
        assertThat(refusal.problem().detail()).contains("looks like a header: \"Count\" stands over numbers");
        assertThat(told.rows()).hasSize(4);
    }

    @Test
    void wordsWithADigitInThemOverNumbersAreAskedAboutToo() {
        // When
        ProblemException refusal = refusal(CONTACTS, HandMade.utf8("Address 1,Address 2,Count\na,b,1\nc,d,2\ne,f,3\n"));

        // Then
        assertThat(refusal.problem().detail()).contains("looks like a header: \"Count\" stands over numbers");
    }

    @Test
    void aFileThatTwoDelimitersCutAsWellIsAskedAbout() {
        // Given
        Table pairs = HandMade.textTable("pairs", "a", "b");

        // When
        ProblemException refusal = refusal(pairs, HandMade.utf8("Doe, John\tParis\nRoe, Jane\tRome\n"));

        // Then
        assertThat(refusal.problem().detail())
                .isEqualTo(
                        "the file may be cut by ,, so that line 1 reads \"Doe\" \" John\uFFFDParis\", or by tab, so that"
                                + " line 1 reads \"Doe, John\" \"Paris\"");
        assertThat(refusal.problem().hint()).isEqualTo("say which, as in delimiter=,");
    }

    @Test
    void ofDelimitersThatCutAsWellTheTypesOfTheColumnsTell() throws IOException {
        // Given
        Table sums = HandMade.table("sums", HandMade.column("what", "text"), HandMade.column("n", "numeric"));

        // When
        Outcome outcome = read(sums, "Moss, green;1\nSnow, white;2\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("Moss, green", "1"), row("Snow, white", "2"));
    }

    @Test
    void ofDelimitersThatCutAsEvenlyTheOneThatMakesSenseOfEveryRecordIsTaken() throws IOException {
        // Given
        Table pairs = HandMade.textTable("pairs", "a", "b");

        // When
        Outcome outcome = read(pairs, "=cmd|' /C calc'!A0,x\n@sum,\"a \"\"q\"\"\"\n");

        // Then
        assertThat(outcome.rows()).containsExactly(row("=cmd|' /C calc'!A0", "x"), row("@sum", "a \"q\""));
    }

    @Test
    void columnsThatWereSaidTellTheDelimiter() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "a,b;c\nd,e;f\ng;h\n", "columns", "city,name");

        // Then
        assertThat(outcome.rows()).contains(row("a,b", "c"), row("d,e", "f"));
    }

    @Test
    void aSecondTableInTheFileIsAskedAbout() {
        // When
        ProblemException refusal =
                refusal(CONTACTS, HandMade.utf8("name,city,email\na,b,c\n\"name\",city,email\nd,e,f\n"));

        // Then
        assertThat(refusal.problem().detail()).isEqualTo("line 3 is the header again: another table begins there");
    }

    @Test
    void aQuoteThatIsNotClosedWithinTheLimitIsOneLetter() throws IOException {
        // Given
        String huge = "\"" + "some words\n".repeat(100) + "\"";

        // When
        Outcome outcome = HandMade.read(
                folder,
                HandMade.utf8("name,city,email\na,b,c\nx," + huge + ",y\nd,e,f\n"),
                CONTACTS,
                CsvOptions.DEFAULT,
                HandMade.settings(256));

        // Then
        assertThat(outcome.rows()).containsExactly(row("a", "b", "c"), row("d", "e", "f"));
        assertThat(outcome.letters()).extracting(DeadLetter::line).containsExactly(3L);
    }

    @Test
    void nullsOfDatabasesLeaveEmptyTextsAsTheyAre() throws IOException {
        // When
        Outcome outcome = read(CONTACTS, "a\t\\N\t\nb\\tc\t\td\n", "header", "absent");

        // Then
        assertThat(outcome.rows()).containsExactly(row("a", null, ""), row("b\tc", "", "d"));
    }

    @Test
    void aReportLineBeforeANewTableIsTold() throws IOException {
        // Given
        Path path = Files.write(folder.resolve("t05.csv"), HandMade.utf8("Report 2021\n\na;b;c\n1;2;3\n4;5;6\n"));

        // When
        Structure structure;
        try (CsvFile file = CsvFile.open(path, null, HandMade.settings())) {
            structure = new Sniffer(file, CsvOptions.DEFAULT, 1 << 20).structure(null);
        }

        // Then
        assertThat(structure.delimiter()).isEqualTo(";");
        assertThat(structure.skipped()).isEqualTo(2);
        assertThat(structure.notes()).containsExactly("lines 1 to 2 are no part of the table: Report 2021");
    }

    @Test
    void aFileOfAnyEncodingIsReadAndItsLettersKeepTheirBytes() throws IOException {
        // Given
        Charset japanese = Charset.forName("Shift_JIS");
        byte[] file = "id,name\n1,\u6771\u4EAC\nx,\u4EAC,y\n".getBytes(japanese);

        // When
        Outcome outcome = read(NAMED, file, "encoding", "Shift_JIS");

        // Then
        assertThat(outcome.rows()).containsExactly(row("1", "\u6771\u4EAC"));
        assertThat(outcome.received()).containsExactly("1,\u6771\u4EAC".getBytes(japanese));
        assertThat(outcome.letters()).extracting(DeadLetter::raw).containsExactly("x,\u4EAC,y".getBytes(japanese));
    }
}
