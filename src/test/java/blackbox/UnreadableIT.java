package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A service whose user may not read every table. */
class UnreadableIT {

    @Test
    void tablesThatMayNotBeReadAreNamedAndLeftOutIfThatIsSaid() {
        // Given
        Service owner = Service.fresh();
        String role = "few_rights_" + System.nanoTime();
        owner.sql(
                "create role " + role + " login password 'few'",
                "do $$ begin execute format('grant create on database %I to " + role + "', current_database()); end $$",
                "grant all on schema public to " + role,
                "create table readable (id int primary key)",
                "insert into readable select generate_series(1, 5)",
                "grant select on readable to " + role,
                "create table hidden (id int primary key)",
                "create table veiled (id int primary key)",
                "grant select on veiled to " + role,
                "alter table veiled enable row level security");
        try (Service service = owner.with("QUARKUS_DATASOURCE_USERNAME", role)
                .with("QUARKUS_DATASOURCE_PASSWORD", "few")
                .start()) {
            SnapshotDoor snapshots = new SnapshotDoor(service);

            // When
            Service.Answer refused = snapshots.ask("{}");
            Service.Answer kept = snapshots.ask("{\"unreadable\": \"skip\"}");
            Service.Answer named = snapshots.ask("{\"tables\": [\"hidden\"]}");
            Service.Answer verified = snapshots.verify(SnapshotDoor.idOf(kept));

            // Then
            assertThat(refused.status()).as(refused.body()).isEqualTo(422);
            assertThat(refused.json().get("detail").asText()).contains("hidden").contains("veiled");
            assertThat(refused.json().get("hint").asText()).contains("skip");
            assertThat(kept.json().at("/detail/tables").findValuesAsText("table"))
                    .isEqualTo(List.of("readable"));
            assertThat(kept.json().at("/detail/unreadable").findValuesAsText("table"))
                    .containsExactlyInAnyOrder("hidden", "veiled");
            assertThat(kept.json().at("/detail/notes").toString())
                    .contains("hidden")
                    .contains("veiled");
            assertThat(named.status()).as(named.body()).isEqualTo(422);
            assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        }
    }
}
