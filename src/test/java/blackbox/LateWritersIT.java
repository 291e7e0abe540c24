package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import postgres.Patience;

/** Writers that pause, and names that leave no room, lose nothing and load nothing twice. */
class LateWritersIT {

    private final Service service = SharedService.get();

    private static void write(FileChannel file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Rows as they are in the end of a file of which only the beginning was there when it was taken. */
    private void paused(String table) throws IOException {
        Files.createDirectories(service.inbox());
        Path path = service.inbox().resolve(table + ".csv");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(file, "id,name\n1,Ada\n2,B");
            Awaitility.await().atMost(Patience.LIMIT).until(() -> !Files.exists(path));
            write(file, "ob\n3,Cid\n");
        }
    }

    @Test
    void aWriterThatPausesInARowLosesNothing() throws IOException {
        // Given
        service.sql("create table late_writer (id int primary key, name text)");

        // When
        paused("late_writer");

        // Then
        Awaitility.await().atMost(Patience.LIMIT).untilAsserted(() -> assertThat(
                        service.value("select string_agg(id || name, ' ' order by id) from late_writer"))
                .isEqualTo("1Ada 2Bob 3Cid"));
        assertThat(service.value("select string_agg(state, ' ' order by id) from caravanserai.run"
                        + " where subject = 'late_writer'"))
                .isEqualTo("undone done");
    }

    @Test
    void whatCannotBeTakenBackIsRefusedWithTheRunThatLoadedItsBeginning() throws IOException {
        // Given
        service.sql("create table late_keyless (id int, name text)");

        // When
        paused("late_keyless");

        // Then
        Path refused = service.inbox().resolve(".refused/late_keyless.csv");
        Awaitility.await().atMost(Patience.LIMIT).until(() -> Files.exists(refused));
        assertThat(refused).hasContent("id,name\n1,Ada\n2,Bob\n3,Cid\n");
        assertThat(service.ended("late_keyless.csv")).isNotNull();
        assertThat(Service.text(refused.resolveSibling("late_keyless.csv.run.json")))
                .contains("the file grew after the run");
        assertThat(service.count("late_keyless")).isEqualTo(2);
    }

    @Test
    void aNameThatLeavesNoRoomBesideItLoadsOnce() {
        // Given
        service.sql("create table late_name (id int)");
        String name = "late_name/" + "n".repeat(245) + ".csv";

        // When
        service.drop(name, "1\n2\n");

        // Then
        Path place = service.inbox().resolve(".loaded").resolve(name);
        Awaitility.await().atMost(Patience.LIMIT).until(() -> Files.exists(place));
        assertThat(service.count("late_name")).isEqualTo(2);
        assertThat(service.value("select count(*) from caravanserai.run where subject = 'late_name'"))
                .isEqualTo("1");
    }
}
