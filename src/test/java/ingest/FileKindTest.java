package ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {

    @ParameterizedTest
    @CsvSource({
        "people.csv, CSV, people",
        "people.csv.gz, CSV, people",
        "People.CSV.GZ, CSV, People",
        "people.tsv, TSV, people",
        "people.tsv.gz, TSV, people",
        "people.txt, TEXT, people",
        "a.csv.csv, CSV, a.csv",
        "a.csv.txt, TEXT, a.csv",
        ".csv, CSV, ''"
    })
    void aNamesEndTellsItsKindAndTheRestIsTheTable(String name, FileKind kind, String stem) {
        // When
        var found = FileKind.of(name);

        // Then
        assertThat(found).contains(kind);
        assertThat(FileKind.stem(name)).isEqualTo(stem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "people.gz", "people.csv.part", "csv", "people.csvx", "load.properties"})
    void anyOtherNameIsNotTaken(String name) {
        // When
        var found = FileKind.of(name);

        // Then
        assertThat(found).isEmpty();
        assertThat(FileKind.stem(name)).isEqualTo(name);
    }

    @Test
    void aFileOfTabsIsCutByTabs() {
        // When
        LoadOptions options = LoadOptions.read(FileKind.TSV.usual());

        // Then
        assertThat(options.csv().delimiter()).isEqualTo("\t");
    }
}
