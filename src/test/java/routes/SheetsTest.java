package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.Workbook;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import ledger.Rows;
import ledger.Run;
import ledger.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sheets of workbooks become rows. */
class SheetsTest extends LoadingCamel {

    private static final String HEADER =
            row(1, text("A1", "id"), text("B1", "Name"), text("C1", "at"), text("D1", "n"));

    private static String row(int number, String... cells) {
        return "<row r=\"" + number + "\">" + String.join("", cells) + "</row>";
    }

    private static String text(String place, String text) {
        return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" + text + "</t></is></c>";
    }

    private static String cell(String place, int style, String value) {
        return "<c r=\"" + place + "\" s=\"" + style + "\"><v>" + value + "</v></c>";
    }

    private Run load(Workbook workbook, String... options) throws Exception {
        return loadFile("people.xlsx", workbook.bytes(), options);
    }

    @Test
    void valuesAreTakenAsWhatTheyAre() throws Exception {
        // Given
        make("id int, name text, at timestamp, n numeric");
        Workbook workbook = new Workbook()
                .shared("Ann, \"the first\"", "Bob\nthe second")
                .sheet(
                        "People",
                        HEADER
                                + row(
                                        2,
                                        cell("A2", 0, "1"),
                                        "<c r=\"B2\" t=\"s\"><v>0</v></c>",
                                        cell("C2", 1, "44256"),
                                        cell("D2", 5, "1.1000000000000001"))
                                + row(
                                        3,
                                        cell("A3", 0, "2"),
                                        "<c r=\"B3\" t=\"s\"><v>1</v></c>",
                                        cell("C3", 2, "44256.416666666664"),
                                        cell("D3", 0, "1E-3"))
                                + row(5, cell("A5", 0, "3"), "<c r=\"B5\" t=\"b\"><v>1</v></c>", cell("C5", 6, "61"))
                                + row(
                                        6,
                                        cell("A6", 0, "4"),
                                        "<c r=\"B6\" t=\"str\"><f>1&amp;2</f><v>12</v></c>",
                                        cell("C6", 1, "1"),
                                        "<c r=\"D6\"><f>SUM(A1)</f><v>1234567.5</v></c>")
                                + row(7, text("A7", "five"), "<c r=\"B7\" t=\"e\"><v>#N/A</v></c>"));

        // When
        Run run = load(workbook);

        // Then
        assertThat(run.rows()).isEqualTo(new Rows(5, 4, 1, 0, 0));
        assertThat(run.detail().get("sheet").asText()).isEqualTo("People");
        assertThat(rows())
                .isEqualTo("(1,\"Ann, \"\"the first\"\"\",\"2021-03-01 00:00:00\",1.1)"
                        + " (2,\"Bob\nthe second\",\"2021-03-01 10:00:00\",0.001)"
                        + " (3,true,\"1900-03-01 00:00:00\",)"
                        + " (4,12,\"1900-01-01 00:00:00\",1234567.5)");
        assertThat(letters("open")).isEqualTo(1);
    }

    @Test
    void timesAndElapsedTimesAreTold() throws Exception {
        // Given
        make("d date, clock time, e interval");
        Workbook workbook = new Workbook()
                .from1904()
                .sheet(
                        "times",
                        row(1, text("A1", "d"), text("B1", "clock"), text("C1", "e"))
                                + row(2, cell("A2", 1, "0"), cell("B2", 3, "0.5"), cell("C2", 4, "1.5")));

        // When
        load(workbook);

        // Then
        assertThat(rows()).isEqualTo("(1904-01-01,12:00:00,36:00:00)");
    }

    @Test
    void theFirstSheetThatIsNotHiddenIsTakenOrTheOneThatIsSaid() throws Exception {
        // Given
        make("id int");
        Workbook workbook = new Workbook()
                .sheet("hidden one", row(1, text("A1", "id")) + row(2, cell("A2", 0, "1")))
                .sheet("two", row(1, text("A1", "id")) + row(2, cell("A2", 0, "2")))
                .sheet("three", row(1, text("A1", "id")) + row(2, cell("A2", 0, "3")));

        // When
        load(workbook);
        load(workbook, "sheet", "three", "again", "true");
        load(workbook, "sheet", "1", "again", "true");
        Run unknown = load(workbook, "sheet", "four", "again", "true");

        // Then
        assertThat(rows()).isEqualTo("(1) (2) (3)");
        assertThat(unknown.state()).isEqualTo(RunState.REFUSED);
        assertThat(unknown.problem().hint()).contains("hidden one, two, three");
    }

    @Test
    void aFormulaThatNobodyComputedIsNotTakenForNothing() throws Exception {
        // Given
        make("id int");
        Workbook workbook = new Workbook().sheet("s", row(1, text("A1", "id")) + row(2, "<c r=\"A2\"><f>1+1</f></c>"));

        // When
        Run run = load(workbook);

        // Then
        assertThat(run.state()).isEqualTo(RunState.REFUSED);
        assertThat(run.problem().detail()).contains("A2", "never computed");
    }

    @Test
    void aLetterNamesTheRowOfTheSheet() throws Exception {
        // Given
        make("id int");
        Workbook workbook = new Workbook()
                .sheet(
                        "s",
                        row(1, text("A1", "id"))
                                + row(4, cell("A4", 0, "1"), text("B4", ""), "<c r=\"C4\"/>", "<c r=\"D4\" t=\"s\"/>")
                                + row(9, text("A9", "x")));

        // When
        load(workbook);

        // Then
        assertThat(DATABASE.value("select line from caravanserai.dead_letter where table_name = '" + table + "'"))
                .isEqualTo("9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<row r=\"2000000000\"><c r=\"A2000000000\"><v>1</v></c></row>",
                "<row r=\"2\"><c r=\"ZZZZZZ2\"><v>1</v></c></row>",
                "<row r=\"2\"><c r=\"A2\"><v>1</v></c>",
                "<row r=\"2\"><c r=\"A2\"><v>one</v></c></row>",
                "<row r=\"2\"><c r=\"A2\" s=\"99\"><v>1</v></c></row>"
            })
    void aWorkbookThatIsDamagedOrHostileIsRefusedOrALetter(String rows) throws Exception {
        // Given
        make("id int");
        Workbook workbook = new Workbook().sheet("s", row(1, text("A1", "id")) + rows);

        // When
        Run run = load(workbook);

        // Then
        assertThat(run.state()).as(run.toString()).isIn(RunState.REFUSED, RunState.REJECTED, RunState.DONE);
        if (run.state() == RunState.DONE) {
            assertThat(rows()).as(run.toString()).isEqualTo("(1)");
        }
    }

    @Test
    void aWorkbookThatGrowsTooLargeIsRefused() throws Exception {
        // Given
        make("id int");
        byte[] bomb = new Workbook()
                .sheet("s", row(1, text("A1", " ".repeat(100 << 20))))
                .bytes();

        // When
        Run run = loadFile("bomb.xlsx", bomb);

        // Then
        assertThat(run.problem().detail()).contains("times its size");
    }

    @Test
    void anArchiveThatIsNoWorkbookIsRefused() throws Exception {
        // Given
        make("id int");

        // When
        Run other = loadFile("a.xlsx", Workbook.zip(Map.of("word/document.xml", "<x/>")));
        Run text = loadFile("b.xlsx", "id\n1\n".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(other.problem().detail()).contains("no .xlsx workbook");
        assertThat(text.problem().detail()).contains("no .xlsx");
    }
}
