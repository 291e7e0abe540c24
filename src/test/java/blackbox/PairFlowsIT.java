package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import ledger.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import postgres.TestServer;

/** Two databases that no flow is configured for, by their names and by URLs, over HTTP and by the command line. */
class PairFlowsIT {

    private static final OtherDatabase OTHER = new OtherDatabase();
    private static final Service SERVICE =
            OTHER.knownTo(Service.fresh(), "other").start();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SERVICE::kill));
    }

    private final OtherDatabase nameless = new OtherDatabase();

    @AfterEach
    void theLawHolds() {
        assertThat(SERVICE.everyRowIsAccountedFor()).isTrue();
    }

    private void make(String table) {
        SERVICE.sql(
                "create table " + table + " (id int primary key, v text, updated_at timestamptz default now())",
                "insert into " + table + " select i, 'v' || i from generate_series(1, 50) i");
    }

    private static Service.Answer ask(String body) {
        return SERVICE.post("/api/v1/flows", "application/json", body, "Prefer", "wait=50");
    }

    /** As users write it: no password in it. */
    private String url() {
        URI jdbc = URI.create(nameless.url().replaceFirst("^jdbc:", "").replaceFirst("\\?.*", ""));
        return "postgresql://" + TestServer.username() + "@" + jdbc.getHost() + ":" + jdbc.getPort() + jdbc.getPath();
    }

    @Test
    void namesAreCopiedSyncedComparedAndRepaired() {
        // Given
        make("paired");
        String pair = "{\"from\": \"main\", \"to\": \"other\", \"tables\": [\"paired\"], \"verb\": \"%s\"}";

        // When
        Service.Answer copied = ask(pair.formatted("copy"));
        SERVICE.sql("update paired set v = 'later', updated_at = now() where id <= 5");
        Service.Answer synced = ask(pair.formatted("sync"));
        OTHER.sql("delete from paired where id > 45");
        Service.Answer compared = ask(pair.formatted("compare"));
        Service.Answer repaired = ask(pair.formatted("repair"));

        // Then
        assertThat(copied.status()).as(copied.body()).isEqualTo(200);
        assertThat(copied.json().get("subject").asText()).isEqualTo("main -> other");
        assertThat(synced.status()).as(synced.body()).isEqualTo(200);
        assertThat(SnapshotDoor.rows(synced)).containsExactly(5, 5, 0, 0, 0);
        assertThat(compared.json().at("/detail/equal").asBoolean()).isFalse();
        assertThat(repaired.status()).as(repaired.body()).isEqualTo(200);
        assertThat(OTHER.value(SnapshotDoor.contentOf("paired")))
                .isEqualTo(SERVICE.value(SnapshotDoor.contentOf("paired")));
    }

    @Test
    void aUrlIsGivenItsPasswordBesideItAndThatIsKeptNowhere() {
        // Given
        make("by_url");
        String to = "{\"url\": \"" + url() + "\", \"password\": " + Json.write(TestServer.password()) + "}";
        String body = "{\"from\": \"main\", \"to\": " + to + ", \"tables\": [\"by_url\"], \"verb\": \"%s\"}";

        // When
        Service.Answer copied = ask(body.formatted("copy"));
        Service.Answer synced = ask(body.formatted("sync"));
        Service.Answer within = ask(body.formatted("copy").replace("@", ":secret@"));

        // Then
        assertThat(copied.status()).as(copied.body()).isEqualTo(200);
        assertThat(synced.status()).as(synced.body()).isEqualTo(200);
        assertThat(nameless.count("by_url")).isEqualTo(50);
        assertThat(within.status()).as(within.body()).isEqualTo(400);
        assertThat(within.body()).doesNotContain("secret");
        assertThat(SERVICE.value("select count(*) from caravanserai.run where detail::text like '%password%'"))
                .isEqualTo("0");
    }

    @Test
    void theCommandTakesUrlsAndPasswordsFromItsEnvironment() {
        // Given
        make("by_command");
        Service home = OTHER.knownTo(SERVICE.beside(), "other").with("CARAVANSERAI_TO_PASSWORD", TestServer.password());
        String[] pair = {"--from", "main", "--to", url(), "--tables", "by_command", "--output", "json"};

        // When
        Service.Finished copied = home.command(all("copy", pair));
        Service.Finished synced = home.command(all("sync", pair));
        nameless.sql("delete from by_command where id = 7");
        Service.Finished compared = home.command(all("compare", pair));
        Service.Finished both = home.command("copy", "some-flow", "--from", "main", "--to", "other");

        // Then
        assertThat(copied.exitCode()).as(copied.err()).isZero();
        JsonNode run = Json.read(copied.out());
        assertThat(run.at("/rows/loaded").asInt()).isEqualTo(50);
        assertThat(synced.exitCode()).as(synced.err()).isZero();
        assertThat(compared.exitCode()).as(compared.out()).isEqualTo(9);
        assertThat(both.exitCode()).isEqualTo(2);
    }

    private static String[] all(String verb, String... options) {
        String[] all = new String[options.length + 1];
        all[0] = verb;
        System.arraycopy(options, 0, all, 1, options.length);
        return all;
    }
}
