package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.Json;

/** What a user asks of snapshots, over HTTP. */
final class SnapshotDoor {

    private static final String JSON = "application/json";
    private static final String SNAPSHOTS = "/api/v1/snapshots";

    private final Service service;

    SnapshotDoor(Service service) {
        this.service = service;
    }

    /** A set of these tables; returns its id. */
    String make(String... tables) {
        return idOf(ask("{\"tables\": " + Json.write(tables) + "}"));
    }

    /** A hundred rows, of which ten then go missing, ten change, and five are added; returns the snapshot. */
    String damaged(String table) {
        service.sql(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, t text, n numeric)",
                "insert into " + table + " select i, 't' || i, i from generate_series(1, 100) i");
        String id = make(table);
        service.sql(
                "delete from " + table + " where id <= 10",
                "update " + table + " set t = 'changed' where id between 11 and 20",
                "insert into " + table + " select i, 'added', null from generate_series(101, 105) i");
        return id;
    }

    /** The id of what was made, which must have gone well. */
    static String idOf(Service.Answer made) {
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.json().get("state").asText()).as(made.body()).isEqualTo("done");
        return made.json().at("/detail/snapshot").asText();
    }

    Service.Answer ask(String body) {
        return service.post(SNAPSHOTS, JSON, body, "Prefer", "wait=50");
    }

    /** Asks, and does not wait; returns the run's path. */
    String begin(String body) {
        return pathOf(service.post(SNAPSHOTS, JSON, body, "Prefer", "respond-async"));
    }

    /** Asks for a restore, and does not wait; returns the run's path. */
    String beginRestore(String id, String body) {
        return pathOf(service.post(path(id) + "/restore", JSON, body, "Prefer", "respond-async"));
    }

    private static String pathOf(Service.Answer started) {
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        return "/api/v1/runs/" + started.json().get("id").asText();
    }

    Service.Answer verify(String id) {
        return service.post(path(id) + "/verify", JSON, "", "Prefer", "wait=50");
    }

    Service.Answer restore(String id, String body) {
        return service.post(path(id) + "/restore", JSON, body, "Prefer", "wait=50");
    }

    /** Rows of one table into the original. */
    Service.Answer restoreRows(String id, String table, String which) {
        return restore(
                id, "{\"tables\": [" + Json.write(table) + "], \"into\": \"original\", \"rows\": \"" + which + "\"}");
    }

    Service.Answer undo(Service.Answer restored) {
        return service.post(
                "/api/v1/runs/" + restored.json().get("id").asText() + "/undo", JSON, "", "Prefer", "wait=50");
    }

    /** Asks for an undo, and does not wait; returns the run's path. */
    String beginUndo(Service.Answer restored) {
        String path = "/api/v1/runs/" + restored.json().get("id").asText();
        return pathOf(service.post(path + "/undo", JSON, "", "Prefer", "respond-async"));
    }

    /** Until somebody waits for a lock. */
    void awaitWaiting() {
        Service.await("a lock is waited for", () -> !service.value("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                .equals("0"));
    }

    /** Until a run that was begun has ended. */
    void awaitEnd(String run) {
        Service.await(
                "the run ends",
                () -> !service.get(run).json().get("state").asText().equals("running"));
    }

    Service.Answer diff(String id, String table) {
        return service.get(path(id) + "/diff?table=" + Service.encode(table));
    }

    Service.Answer diff(String id, String table, String database) {
        return service.get(path(id) + "/diff?table=" + Service.encode(table) + "&database=" + Service.encode(database));
    }

    /** Missing, changed, added and same, in this order. */
    List<Integer> differences(String id, String table) {
        return differences(diff(id, table));
    }

    /** The same of an answer, which must have gone well. */
    static List<Integer> differences(Service.Answer diff) {
        assertThat(diff.status()).as(diff.body()).isEqualTo(200);
        return Stream.of("missing", "changed", "added", "same")
                .map(name -> diff.json().get(name).asInt())
                .toList();
    }

    Service.Answer show(String id) {
        return service.get(path(id));
    }

    Service.Answer list() {
        return service.get(SNAPSHOTS);
    }

    /** The ids that the list shows. */
    List<String> ids() {
        return list().json().get("snapshots").findValuesAsText("id");
    }

    Service.Answer delete(String id) {
        return service.delete(path(id));
    }

    private static String path(String id) {
        return SNAPSHOTS + "/" + Service.encode(id);
    }

    Path repository() {
        return service.data().resolve("snapshots");
    }

    Path folder(String id) {
        return repository().resolve(id);
    }

    /** The one file of the set whose name ends so. */
    Path file(String id, String ending) {
        return Service.filesBelow(folder(id)).stream()
                .filter(file -> file.getFileName().toString().endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    /** The names of what is in the repository, dot folders too. */
    List<String> inRepository() {
        try (Stream<Path> found = Files.list(repository())) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a table's file. */
    static List<String> lines(Path file) {
        try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows of a table as one text, whatever their order, to tell whether two tables hold the same. */
    String content(String table) {
        return service.value(contentOf(table));
    }

    static String contentOf(String table) {
        return "select count(*) || ' rows ' || coalesce(md5(string_agg(r, E'\\n' order by r collate \"C\")), '')"
                + " from (select t::text as r from " + table + " t) x";
    }

    /** The five counts, in the ledger's order. */
    static List<Integer> rows(Service.Answer run) {
        JsonNode rows = run.json().get("rows");
        return Stream.of("in", "loaded", "rejected", "unchanged", "skipped")
                .map(name -> rows.get(name).asInt())
                .toList();
    }

    static List<String> texts(JsonNode array) {
        return Arrays.asList(Json.mapper().convertValue(array, String[].class));
    }

    static String sqlList(List<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}
