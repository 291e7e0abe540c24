package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import postgres.Patience;

/** A writer that pauses in the middle of a row. */
class LateWriterRoutesTest extends LoadingCamel {

    private static void write(FileChannel file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void paused() throws Exception {
        start("ingest-inbox");
        start("ingest-late");
        Path path = folder.resolve("inbox").resolve(table + ".csv");
        Path written = folder.resolve("written");
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(file, "id,name\n1,Ada\n2,B");
            Files.move(written, path);
            await().atMost(Patience.LIMIT).until(() -> !Files.exists(path));
            write(file, "ob\n3,Cid\n");
        }
    }

    @Test
    void loadsItsWholeFileInTheEnd() throws Exception {
        // Given
        make("id int primary key, name text");

        // When
        paused();

        // Then
        await().atMost(Patience.LIMIT).untilAsserted(() -> assertThat(rows()).isEqualTo("(1,Ada) (2,Bob) (3,Cid)"));
        assertThat(DATABASE.value("select string_agg(state, ' ' order by id) from caravanserai.run where subject = '"
                        + table + "'"))
                .isEqualTo("undone done");
    }

    @Test
    void isToldOfTheFirstRunWhereThatCannotBeTakenBack() throws Exception {
        // Given
        make("id int, name text");

        // When
        paused();

        // Then
        Path refused = folder.resolve("inbox/.refused/" + table + ".csv");
        await().atMost(Patience.LIMIT).until(() -> Files.exists(refused));
        assertThat(refused).hasContent("id,name\n1,Ada\n2,Bob\n3,Cid\n");
        assertThat(refused.resolveSibling(table + ".csv.run.json")).content().contains("the file grew after the run");
        assertThat(rows()).isEqualTo("(1,Ada) (2,B)");
    }
}
