package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import ledger.Json;

/** What a user asks of drills, over HTTP, and the one service for all that leave it as they found it. */
final class DrillDoor {

    private DrillDoor() {}

    /** Not started for those that need services of their own. */
    private static final class Lazily {

        private static final Service STARTED = patient();
    }

    static Service service() {
        return Lazily.STARTED;
    }

    static Service patient() {
        return Service.fresh().with("SNAPSHOT_LOCK_TIMEOUT_MILLIS", "60000").start();
    }

    static void customers(String table) {
        customers(service(), table);
    }

    /** As the demo has them. */
    static void customers(Service service, String table) {
        service.sql(
                "create table " + table + " (id integer primary key, name text not null check (name <> ''),"
                        + " email text not null unique check (email like '%_@_%'),"
                        + " country text not null check (country ~ '^[A-Z]{2}$'), address text,"
                        + " credit numeric(10, 2) not null default 0 check (credit >= 0),"
                        + " created_at timestamptz not null default now(), updated_at timestamptz not null default now(),"
                        + " domain text generated always as (split_part(email, '@', 2)) stored,"
                        + " check (updated_at >= created_at))",
                "insert into " + table + " (id, name, email, country, address, credit) select i, 'name ' || i,"
                        + " 'mail' || i || '@example' || i % 7 || '.org', 'DE', case when i % 3 > 0 then E'street\\n' || i end,"
                        + " i / 3.0 from generate_series(1, 100) i");
    }

    static String body(String table, String rows, String seed, boolean keepBackup) {
        return "{\"table\":" + Json.write(table) + ",\"rows\":" + rows + ",\"seed\":" + seed + ",\"keepBackup\":"
                + keepBackup + "}";
    }

    static Service.Answer drill(String table, String rows, String seed, boolean keepBackup) {
        return service()
                .post("/api/v1/drills", "application/json", body(table, rows, seed, keepBackup), "Prefer", "wait=50");
    }

    static JsonNode drilled(String table, int rows, int seed, boolean keepBackup) {
        JsonNode run = answered(drill(table, String.valueOf(rows), String.valueOf(seed), keepBackup));
        assertThat(run.get("state").asText()).as(run.toPrettyString()).isEqualTo("done");
        assertThat(service().everyRowIsAccountedFor()).isTrue();
        return run;
    }

    static JsonNode answered(Service.Answer answer) {
        return answer.json().has("run") ? answer.json().get("run") : answer.json();
    }

    static void ask(Service service, String table) {
        if (!table.startsWith("{")) {
            ask(service, body(table, "10", "1", true));
            return;
        }
        assertThat(service.post("/api/v1/drills", "application/json", table, "Prefer", "respond-async")
                        .status())
                .isEqualTo(202);
    }

    /** The one drill of a service, when it has ended. */
    static JsonNode ended(Service service) {
        Service.await("the drill has ended", () -> "0"
                .equals(service.value("select count(*) from caravanserai.run where state = 'running'")));
        assertThat(service.everyRowIsAccountedFor()).isTrue();
        assertThat(service.value("select count(*) from pg_tables where schemaname = 'caravanserai_kept'"))
                .isEqualTo("0");
        return service.get("/api/v1/runs?kind=drill").json().at("/runs/0");
    }

    static JsonNode rows(int in, int loaded, int rejected, int unchanged, int skipped) {
        return Json.read(Json.write(new ledger.Rows(in, loaded, rejected, unchanged, skipped)));
    }

    static String keys(JsonNode run) {
        Set<Integer> keys = new java.util.TreeSet<>();
        run.get("detail").get("keys").forEach(key -> keys.add(key.get("id").asInt()));
        return keys.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(","));
    }

    static String contents(String... tables) {
        return contents(service(), tables);
    }

    static String contents(Service service, String... tables) {
        StringBuilder contents = new StringBuilder();
        for (String table : tables) {
            contents.append(service.value("select string_agg(t::text, ';' order by t::text) from " + table + " t"));
        }
        return contents.toString();
    }

    static long keptTables(JsonNode run) {
        return Long.parseLong(service()
                .value("select count(*) from pg_tables where schemaname = 'caravanserai_kept'" + " and tablename like '"
                        + run.get("id").asText() + "%'"));
    }
}
