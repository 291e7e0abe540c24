package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.TableName;
import postgres.TestServer;
import postgres.definition.Dependent;
import postgres.definition.Dependents;
import rows.place.StandingThings;

/** What stands on tables is kept with them, and made again where somebody says so. */
@Tag("every-postgres")
class DependentsIT {

    private static final Path PSQL = Path.of("/usr/lib/postgresql/15/bin/psql");
    private static final String WITH = "\"into\": \"original\", \"with\": \"dependents\"";
    private static final OtherDatabase OTHER = new OtherDatabase();
    private static final Service SERVICE =
            OTHER.knownTo(Service.fresh(), "other").start();

    private final SnapshotDoor snapshots = new SnapshotDoor(SERVICE);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SERVICE::kill));
    }

    @BeforeAll
    static void make() throws SQLException {
        try (Connection connection = SERVICE.connect()) {
            StandingThings.make(connection);
        }
    }

    @AfterEach
    void theLawHolds() {
        assertThat(SERVICE.everyRowIsAccountedFor()).isTrue();
    }

    private static Map<String, String> standing(Connection side) throws SQLException {
        Map<String, String> all = new TreeMap<>();
        for (Dependent one :
                Dependents.read(side, List.of(new TableName("public", "film"), new TableName("public", "actor")))) {
            all.put(one.told(), String.join(";\n", one.statements()));
        }
        return all;
    }

    private static Map<String, String> standing(OtherDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return standing(connection);
        }
    }

    private static Map<String, String> standing() throws SQLException {
        try (Connection connection = SERVICE.connect()) {
            return standing(connection);
        }
    }

    @Test
    void aDatabaseThatHasNothingGetsAllOfItAndAnUndoTakesItAway() throws SQLException {
        // Given
        String id = snapshots.make("film", "actor", "elsewhere");
        String into = "{\"database\": \"other\", ";

        // When
        Service.Answer without = snapshots.restore(id, into + "\"into\": \"original\"}");
        Service.Answer look = snapshots.restore(id, into + "\"dryRun\": true, " + WITH + "}");
        Service.Answer restored = snapshots.restore(id, into + WITH + "}");
        Map<String, String> there = standing(OTHER);
        String content = OTHER.content("film_list");
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(without.status()).as(without.body()).isEqualTo(422);
        assertThat(without.json().get("detail").asText()).contains("function public.code(integer)");
        assertThat(look.status()).as(look.body()).isEqualTo(200);
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(there).isEqualTo(standing());
        assertThat(restored.json().at("/detail/dependents").findValuesAsText("state"))
                .containsOnly("made", "there")
                .contains("made");
        assertThat(content).isEqualTo(snapshots.content("film_list"));
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(OTHER.value(
                        "select string_agg(relname, ' ') from pg_class where relnamespace = 'public'::regnamespace"))
                .isNull();
        assertThat(OTHER.value(
                        "select string_agg(proname, ' ') from pg_proc where pronamespace = 'public'::regnamespace"))
                .isNull();
    }

    @Test
    void whatWasDroppedIsMadeAgainAndTheRestIsLeftAsItIs() throws SQLException {
        // Given
        Map<String, String> before = standing();
        String id = snapshots.make("film", "actor");
        SERVICE.sql(
                "drop view film_list cascade",
                "drop trigger stamped on actor",
                "create or replace function films_of(text) returns setof film language sql as 'select * from film limit 1'");

        // When
        Service.Answer restored = snapshots.restore(id, "{" + WITH + "}");
        Map<String, String> after = standing();
        Service.Answer undone = snapshots.undo(restored);

        // Then
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(restored)).containsExactly(25, 0, 0, 25, 0);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after).containsEntry("view public.starred", before.get("view public.starred"));
        assertThat(after.get("function public.films_of(text)")).contains("limit 1");
        assertThat(undone.status()).as(undone.body()).isEqualTo(200);
        assertThat(standing()).doesNotContainKey("view public.film_list");
        snapshots.restore(id, "{" + WITH + "}");
    }

    @Test
    void whatHasNoPlaceForItIsRefused() {
        // Given
        String id = snapshots.make("actor");
        Service.Answer table = snapshots.ask("{\"tables\": [\"actor\"], \"as\": \"table\"}");

        // When
        Service.Answer beside = snapshots.restore(id, "{\"into\": \"beside\", \"with\": \"dependents\"}");
        Service.Answer misspelt = snapshots.restore(id, "{\"into\": \"original\", \"with\": \"friends\"}");
        Service.Answer ofTable = snapshots.restore(SnapshotDoor.idOf(table), "{" + WITH + "}");

        // Then
        assertThat(beside.status()).as(beside.body()).isEqualTo(400);
        assertThat(misspelt.status()).as(misspelt.body()).isEqualTo(400);
        assertThat(ofTable.status()).as(ofTable.body()).isEqualTo(422);
    }

    @Test
    void psqlMakesItOfASetAlone() throws Exception {
        // Given
        assumeTrue(Files.isExecutable(PSQL));
        OtherDatabase empty = new OtherDatabase();
        String id = snapshots.make("film", "actor", "elsewhere");
        ProcessBuilder psql = new ProcessBuilder(
                        PSQL.toString(),
                        "-X",
                        "-q",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-d",
                        empty.url().replaceFirst("^jdbc:", "").replaceFirst("\\?.*", ""),
                        "-f",
                        snapshots.folder(id).resolve("schema.sql").toString())
                .redirectErrorStream(true);
        psql.environment().put("PGUSER", TestServer.username());
        psql.environment().put("PGPASSWORD", TestServer.password());

        // When
        Process process = psql.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);

        // Then
        assertThat(said).doesNotContain("ERROR");
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(standing(empty)).isEqualTo(standing());
    }
}
