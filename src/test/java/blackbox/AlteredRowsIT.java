package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot whose rows can be read, and are not those that were kept: none of them gets into a live table. */
class AlteredRowsIT {

    private static final String KEPT = "the row as it was kept";
    private static final String ALTERED = "the row as it was made";

    private final Service service = SharedService.get();
    private final SnapshotDoor snapshots = new SnapshotDoor(service);

    @AfterEach
    void theLawHolds() {
        assertThat(service.everyRowIsAccountedFor()).isTrue();
    }

    private String filled(String table, String key, String as) {
        service.sql(
                "drop table if exists " + table + ", " + table + "_backup",
                "delete from caravanserai.backup_table where table_name = '" + table + "_backup'",
                "create table " + table + " (id " + key + " primary key, t text)",
                "insert into " + table + " select i, md5(i::text) from generate_series(2, 5000) i",
                "insert into " + table + " values ('1', '" + KEPT + "')");
        return SnapshotDoor.idOf(snapshots.ask("{\"tables\": [\"" + table + "\"], \"as\": \"" + as + "\"}"));
    }

    @ParameterizedTest(name = "{0} of {1} keys{2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "csv.zst, int,  -",
                "csv.zst, text, -",
                "csv.zst, int,  alter table altered add since int",
                "csv.zst, int,  alter table altered alter t type varchar(100)",
                "avro,    int,  -",
                "avro,    text, -",
                "avro,    int,  alter table altered alter t type varchar(100)",
            })
    void aValueThatWasAlteredInAFileIsNotRestored(String format, String key, String drift) throws IOException {
        // Given
        String id = filled("altered", key, format.equals("csv.zst") ? "files" : format);
        service.sql("delete from altered where id in ('1', '2')", "update altered set t = 'x' where id = '3'");
        if (drift != null) {
            service.sql(drift);
        }
        alter(snapshots.file(id, "." + format));

        // When, Then
        refusesAll(id, "altered", "altered." + format);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "update altered_table_backup set t = 'altered' where id = 1",
                "update altered_table_backup set t = 'altered' where id = 4711",
                "delete from altered_table_backup where id = 1",
                "insert into altered_table_backup values (0, 'added')",
                "update altered_table_backup set t = 'altered' where id = 1; alter table altered_table alter t type varchar(100)",
            })
    void aBackupTableThatSomebodyAlteredIsNotRestored(String alteration) {
        // Given
        String id = filled("altered_table", "int", "table");
        service.sql("delete from altered_table where id in (1, 2)", "update altered_table set t = 'x' where id = 3");
        service.sql(alteration);

        // When, Then
        refusesAll(id, "altered_table", "altered_table_backup");
    }

    private void refusesAll(String id, String table, String place) {
        String before = snapshots.content(table);

        List<Service.Answer> answers = List.of(
                snapshots.verify(id),
                snapshots.diff(id, table),
                snapshots.restore(id, "{\"into\": \"original\", \"dryRun\": true}"),
                snapshots.restore(id, "{\"into\": \"original\", \"keys\": [1]}"),
                snapshots.restoreRows(id, table, "missing"),
                snapshots.restoreRows(id, table, "changed"),
                snapshots.restoreRows(id, table, "all"),
                snapshots.restore(id, "{\"into\": \"beside\"}"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.json().get("detail").asText()).contains(place);
        });
        assertThat(answers.subList(1, 7))
                .allSatisfy(answer -> assertThat(answer.json().get("type").asText())
                        .as(answer.body())
                        .isEqualTo("not-equal"));
        assertThat(snapshots.content(table)).isEqualTo(before);
        assertThat(service.value("select to_regclass('" + table + "2')")).isNull();
    }

    @Test
    void aBackupTableIsNotAlteredBetweenItsProofAndItsRestore() throws Exception {
        // Given
        String id = filled("altered_late", "int", "table");
        service.sql("delete from altered_late where id = 1");
        try (Connection other = service.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update altered_late_backup set t = 'altered' where id = 1");
            CompletableFuture<Service.Answer> restoring =
                    CompletableFuture.supplyAsync(() -> snapshots.restoreRows(id, "altered_late", "missing"));
            Service.await(
                    "the restore waits for the writer, or is over",
                    () -> restoring.isDone() || service.value("select 1 from pg_locks where not granted") != null);

            // When
            other.commit();

            // Then
            assertThat(restoring.get().status()).as(restoring.get().body()).isEqualTo(422);
            assertThat(service.value("select t from altered_late where id = 1")).isNull();
        }
    }

    @Test
    void rowsAreRestoredThatLieBesideAlteredOnes() throws IOException {
        // Given
        String id = filled("beside_altered", "int", "avro");
        service.sql("delete from beside_altered where id > 4990");
        alter(snapshots.file(id, ".avro"));

        // When
        Service.Answer restored = snapshots.restoreRows(id, "beside_altered", "missing");

        // Then
        assertThat(SnapshotDoor.rows(restored)).as(restored.body()).containsExactly(5000, 10, 0, 4990, 0);
        assertThat(service.count("beside_altered where t = md5(id::text)")).isEqualTo(4999);
    }

    /** One value is another; the file can be read as well as before. */
    private static void alter(Path file) throws IOException {
        if (file.toString().endsWith(".avro")) {
            alterAvro(file);
            return;
        }
        try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            String rows = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rows).contains(KEPT);
            Files.write(file, Zstd.compress(rows.replace(KEPT, ALTERED).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void alterAvro(Path file) throws IOException {
        Path written = file.resolveSibling("altered");
        int altered = 0;
        try (DataFileReader<GenericRecord> in = new DataFileReader<>(file.toFile(), new GenericDatumReader<>());
                DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>(in.getSchema()))) {
            in.getMetaKeys().stream()
                    .filter(name -> !name.startsWith("avro."))
                    .forEach(name -> out.setMeta(name, in.getMeta(name)));
            out.setCodec(CodecFactory.deflateCodec(1)).create(in.getSchema(), written.toFile());
            for (GenericRecord row : in) {
                if (row.get("t").toString().equals(KEPT)) {
                    row.put("t", ALTERED);
                    altered++;
                }
                out.append(row);
            }
        }
        assertThat(altered).isEqualTo(1);
        Files.move(written, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
