package ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ledger.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MadeHeaderTest {

    @TempDir
    private Path folder;

    private List<String> names(String text) throws IOException {
        Path path = Files.write(folder.resolve("a.csv"), HandMade.utf8(text.replace('|', '\n')));
        return new TableInference(HandMade.settings())
                .infer("t", path, CsvOptions.DEFAULT, ToldSpelling.NONE).columns().stream()
                        .map(MadeColumn::name)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'Made by x,on 3 May, late|cm-1,%T|4,98|3,97|2,99|';'cm-1 %T'",
                "'Spending in June,,|,,|Place,Paid,Sum|a,b,1|c,d,2|e,f,3|';'Place Paid Sum'",
                "'Summary of June,|,|Label,Sum|a,1.5|b,2.5|c,3|';'Label Sum'"
            })
    void whatStandsBeforeTheHeaderIsNoPartOfTheTable(String text, String names) throws IOException {
        // When
        List<String> found = names(text);

        // Then
        assertThat(String.join(" ", found)).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'control,,fire,|X,Y,X,Y|1.5,2,3,4|2,3,4,5|3,4,5,6.5|';'control X/control Y/fire X/fire Y'",
                "'Peter,,,,|Dates,Travel,,,Total|,Air,Rail,Car,|4 May,,£65,,£65|9 May,,,£16,£16|';"
                        + "'Dates/Travel Air/Travel Rail/Travel Car/Total'"
            })
    void twoRecordsNameTheColumnsTogether(String text, String names) throws IOException {
        // When
        List<String> found = names(text);

        // Then
        assertThat(String.join("/", found)).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time,temp|s,°C|1,2|3,4|5,6|",
                "Meetings,,,|Minister,Date,,|A,Oct-14,,|B,Nov-14,x,y|",
                "Data of an audit,,|Table 1,Cases by hospital,Hospitals that treat patients only in part are left out of this table. Those that closed in the year are counted where their patients went. Some hospitals were late, and their cases are counted in the next audit|Table 2,Care,none|",
                "Name,Staff,,,,,|,AO,,EO,,x,y|,n,m,n,m,n,m|a,1,2,3,4,5,6|b,1,2,3,4,5,6|c,2,3,4,5,6,7|"
            })
    void whatMayNameTheColumnsInSeveralWaysIsAskedAbout(String text) {
        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> names(text));

        // Then
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().hint()).contains("skip=");
    }

    @Test
    void aFirstRowWithoutFiguresIsARow() throws IOException {
        // When
        List<String> found = names("a,b|NA,n/a|1,2|3,4|5,6|");

        // Then
        assertThat(found).containsExactly("a", "b");
    }
}
