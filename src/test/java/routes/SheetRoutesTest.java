package routes;

import static org.assertj.core.api.Assertions.assertThat;

import ingest.CorrectedSheet;
import ingest.Corrections;
import ingest.LetterDownload;
import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Redrive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import ledger.Door;
import ledger.LetterFilter;
import ledger.Rows;
import ledger.Run;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.Test;

class SheetRoutesTest extends LoadingCamel {

    private final Corrections corrections = corrections();

    private Run loadInto(String into, String body, String... options) throws SQLException, IOException {
        Map<String, List<String>> said = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            said.put(options[i], List.of(options[i + 1]));
        }
        RunHeader header = RunHeader.next(Door.HTTP);
        Files.writeString(spool.body(header.run()), body);
        return serve(
                "ingest-run",
                new LoadRequest(
                        header,
                        into,
                        spool.body(header.run()),
                        into + ".csv",
                        LoadRequest.Format.CSV,
                        LoadOptions.read(new OptionTexts(said))));
    }

    /** The sheet as it is downloaded, cells apart by tabs: no test has any in them. */
    private String download() throws Exception {
        try (LetterDownload letters =
                corrections.download(new LetterFilter(null, table, null, "open", null, null, null))) {
            Iterable<List<String>> records = () -> letters;
            StringBuilder sheet = new StringBuilder();
            for (List<String> record : records) {
                sheet.append(record.stream()
                                .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                                .collect(Collectors.joining("\t")))
                        .append('\n');
            }
            return sheet.toString();
        }
    }

    private Run upload(byte[] sheet, String of) throws SQLException, IOException {
        Path path = Files.write(folder.resolve(UUID.randomUUID() + ".csv"), sheet);
        return serve(
                "redrive-run",
                Redrive.Request.of(
                        RunHeader.next(Door.HTTP), new CorrectedSheet(path, "sheet.csv", of, OptionTexts.NONE)));
    }

    private Run upload(String sheet) throws SQLException, IOException {
        return upload(sheet.getBytes(StandardCharsets.UTF_8), null);
    }

    private String open() throws SQLException {
        return DATABASE.value(
                "select count(*) from caravanserai.dead_letter where state = 'open' and table_name = '" + table + "'");
    }

    @Test
    void aSheetThatWasCorrectedIsLoadedBackLetterByLetter() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, name text not null, salary int)");
        loadInto(table, "id,name,salary\n1,=Ann,x\n2,,7\n3,Cy,y\n4,Di,z\n");
        List<String> lines = download().lines().toList();

        // When
        Run run = upload(lines.get(0) + "\n" + lines.get(1).replace("\"x\"", "\"10\"") + "\n"
                + lines.get(2).replaceFirst("\"2\"\t\"\"", "\"2\"\t\"Bob\"") + "\n" + lines.get(3) + "\n");

        // Then
        assertThat(run.kind()).isEqualTo("redrive");
        assertThat(run.state()).isEqualTo(RunState.DONE_WITH_REJECTS);
        assertThat(run.rows()).isEqualTo(new Rows(3, 2, 1, 0, 0));
        assertThat(run.detail().get("corrected").asInt()).isEqualTo(2);
        assertThat(rows()).isEqualTo("(1,=Ann,10) (2,Bob,7)");
        assertThat(open()).isEqualTo("2");
    }

    @Test
    void aSpreadsheetMayWriteTheSheetInItsOwnWay() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, name text, day date, price numeric, ok boolean, n int)");
        loadInto(table, "id,name,day,price,ok,n\n1,-Zo\u00eb,2021-02-03,1.50,true,x\n2,007,2021-12-31,2.25,false,y\n");
        List<String> lines = download().lines().toList();
        String first = lines.get(1).split("\t")[0].replace("\"", "");
        String second = lines.get(2).split("\t")[0].replace("\"", "");

        // When
        Run run = upload("\uFEFFsep=;\r\n_letter;_line;id;name;day;price;ok;n\r\n" + first
                + ";2;1;-Zo\u00eb;03.02.2021;1,5;WAHR;11\r\n" + second
                + ";3;2;7;30.12.2021;2,25;FALSCH;12\r\n;;;;;;;\r\n");

        // Then
        assertThat(run.problem()).isNull();
        assertThat(rows()).isEqualTo("(1,-Zo\u00eb,2021-02-03,1.50,t,11) (2,007,2021-12-30,2.25,f,12)");
    }

    @Test
    void aShortRecordIsWholeWhenItsCellIsFilled() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, name text, salary int)");
        loadInto(table, "7,Gus\n", "header", "absent");
        String sheet = download();

        // When
        upload(sheet.replaceFirst("\"Gus\"\t\"\"", "\"Gus\"\t\"55\""));

        // Then
        assertThat(rows()).isEqualTo("(7,Gus,55)");
    }

    @Test
    void theSameSheetTwiceLoadsOnce() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, name text not null)");
        loadInto(table, "id,name\n1,\n");
        String sheet = download().replaceFirst("\"1\"\t\"\"", "\"1\"\t\"Ann\"");
        upload(sheet);

        // When
        Run again = upload(sheet);

        // Then
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(again.rows()).isEqualTo(Rows.NONE);
        assertThat(again.detail().get("notOpen").asInt()).isEqualTo(1);
        assertThat(rows()).isEqualTo("(1,Ann)");
    }

    @Test
    void whatCannotBeToldIsRefusedAndNothingIsChanged() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, day date not null)");
        loadInto(table, "id,day\n1,\n");
        List<String> lines = download().lines().toList();

        // When
        Run twoDates =
                upload(lines.get(0) + "\n" + lines.get(1).replaceFirst("\"1\"\t\"\"", "\"1\"\t\"02/03/2021\"") + "\n");
        Run noColumn = upload(lines.get(0).replace("\"day\"", "\"days\"") + "\n" + lines.get(1) + "\n");
        Run noLetter = upload("id,day\n1,2021-01-01\n");
        Run twice = upload(lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(1) + "\n");

        // Then
        assertThat(twoDates.problem().detail()).startsWith("the date 02/03/2021 may be two");
        assertThat(noColumn.problem().text()).contains("has no column \"days\"").contains("did you mean day?");
        assertThat(noLetter.problem().detail()).isEqualTo("the sheet has no column _letter");
        assertThat(twice.problem().detail()).startsWith("the sheet has several lines for letter");
        assertThat(List.of(twoDates, noColumn, noLetter, twice))
                .extracting(Run::state)
                .containsOnly(RunState.REFUSED);
        assertThat(open()).isEqualTo("1");
    }

    @Test
    void lettersOfSeveralTablesAreMalformedAndTheTablesNamed() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int)");
        DATABASE.execute("create table " + table + "_other (id int)");
        loadInto(table, "id\nx\n");
        loadInto(table + "_other", "id\ny\n");
        String ids = DATABASE.value(
                "select string_agg(id::text, e'\\n') from caravanserai.dead_letter where table_name like '" + table
                        + "%'");

        // When
        Run several = upload("_letter\n" + ids + "\n");
        Run oneOfThem = upload(("_letter\n" + ids + "\n").getBytes(StandardCharsets.UTF_8), table);

        // Then
        assertThat(several.problem().status()).isEqualTo(400);
        assertThat(several.problem().detail())
                .isEqualTo("the letters are of several tables: " + table + ", " + table + "_other");
        assertThat(oneOfThem.problem().status()).isEqualTo(422);
    }

    @Test
    void valuesAreReadAsTheRunOfTheLetterReadThem() throws Exception {
        // Given
        DATABASE.execute("create table " + table + " (id int, day date, price numeric, n int)");
        loadInto(
                table,
                "id;day;price;n\n1;31.02.2021;1.234,50;1\n2;03.04.2021;1,25;x\n",
                "dates",
                "dmy",
                "decimal",
                ",",
                "thousands",
                ".");
        String sheet = download();

        // When
        Run run = upload(sheet.replace("31.02.2021", "28.02.2021").replace("\"x\"", "\"2\""));

        // Then
        assertThat(run.problem()).isNull();
        assertThat(rows()).isEqualTo("(1,2021-02-28,1234.50,1) (2,2021-04-03,1.25,2)");
    }
}
