package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values that are larger than half of the heap pass through; what cannot hold them says so, and the service lives on. */
@Tag("thorough")
class LargeValuesIT {

    private static final int MILLIONS = 60;

    @Test
    void aValueOfSixtyMillionBytesIsKeptProvenRestoredCopiedAndCompared() {
        // Given
        OtherDatabase other = new OtherDatabase();
        try (Service service =
                other.knownTo(Service.fresh(), "other").withJava("-Xmx128m").start()) {
            SnapshotDoor snapshots = new SnapshotDoor(service);
            service.sql(
                    "create table large (id int primary key, v text, updated_at timestamptz default now())",
                    "insert into large select 1, string_agg(md5(i::text), '') from generate_series(1, "
                            + MILLIONS * 1_000_000 / 32 + ") i",
                    "insert into large values (2, 'small')");
            String kept = snapshots.content("large");
            String pair = "{\"from\": \"main\", \"to\": \"other\", \"tables\": [\"large\"], \"verb\": \"%s\"}";

            // When
            String id = snapshots.make("large");
            Service.Answer verified = snapshots.verify(id);
            Service.Answer avro = snapshots.ask("{\"tables\": [\"large\"], \"as\": \"avro\"}");
            Service.Answer parquet = snapshots.ask("{\"tables\": [\"large\"], \"as\": \"parquet\"}");
            service.sql("delete from large where id = 1");
            Service.Answer restored = snapshots.restore(id, "{\"into\": \"original\"}");
            String after = snapshots.content("large");
            Service.Answer copied = flow(service, pair.formatted("copy"));
            service.sql("update large set updated_at = now() where id = 1");
            Service.Answer synced = flow(service, pair.formatted("sync"));
            Service.Answer compared = flow(service, pair.formatted("compare"));

            // Then
            assertThat(verified.status()).as(verified.body()).isEqualTo(200);
            assertThat(avro.status()).as(avro.body()).isEqualTo(413);
            assertThat(avro.json().get("detail").asText()).contains("large");
            assertThat(parquet.status()).as(parquet.body()).isEqualTo(413);
            assertThat(restored.status()).as(restored.body()).isEqualTo(200);
            assertThat(kept).startsWith("2 rows").isEqualTo(after);
            assertThat(copied.status()).as(copied.body()).isEqualTo(200);
            assertThat(synced.status()).as(synced.body()).isEqualTo(200);
            assertThat(compared.json().at("/detail/equal").asBoolean())
                    .as(compared.body())
                    .isTrue();
            assertThat(other.value("select length(v) from large where id = 1"))
                    .isEqualTo(String.valueOf(MILLIONS * 1_000_000 / 32 * 32));
            assertThat(service.everyRowIsAccountedFor()).isTrue();
        }
    }

    private static Service.Answer flow(Service service, String body) {
        return service.post("/api/v1/flows", "application/json", body, "Prefer", "wait=50");
    }
}
