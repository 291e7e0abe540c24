package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import ledger.Json;
import org.junit.jupiter.api.Test;

/** Snapshots by the command line: what happens is in the tables, what became of it in the exit code. */
class SnapshotCommandsIT {

    @Test
    void aSnapshotIsMadeProvenRestoredAndTheRestoreTakenBack() {
        // Given
        Service home = Service.fresh();
        home.sql(
                "create table kept (a int, b text, t text, primary key (a, b))",
                "insert into kept select n, 'b', 'row ' || n from generate_series(1, 10) n",
                "create table other (id int primary key)");

        // When
        Service.Finished made = home.command("snapshot", "kept", "--output", "json");
        Service.Finished proven = home.command("verify", "latest");
        home.sql("delete from kept where a <= 3", "update kept set t = 'changed' where a = 7");
        Service.Finished dry = home.command("restore", "latest", "kept", "--into", "original", "--dry-run");
        long afterDryRun = home.count("kept");
        Service.Finished restored = home.command(
                "restore",
                "latest",
                "kept",
                "--into",
                "original",
                "--key",
                "[2, \"b\"]",
                "--key",
                "[7, \"b\"]",
                "--output",
                "json");
        String afterRestore = home.value("select count(*) || ' ' || min(t) from kept");
        JsonNode run = Json.read(restored.out());
        Service.Finished undone = home.command("undo", run.get("id").asText());

        // Then
        assertThat(made.exitCode()).as(made.err()).isZero();
        String id = Json.read(made.out()).at("/detail/snapshot").asText();
        assertThat(home.data().resolve("snapshots").resolve(id).resolve("manifest.json"))
                .exists();
        assertThat(proven.exitCode()).as(proven.err()).isZero();
        assertThat(proven.out()).contains("verify " + id + ": done").contains("kept: equal true");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("would insert 3").contains("would update 1");
        assertThat(afterDryRun).isEqualTo(7);
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(afterRestore).isEqualTo("8 row 10");
        assertThat(undone.exitCode()).as(undone.err()).isZero();
        assertThat(home.value("select count(*) || ' ' || min(t) from kept")).isEqualTo("7 changed");
        assertThat(home.everyRowIsAccountedFor()).isTrue();
    }

    @Test
    void theExitCodeSaysWhyNot() throws IOException {
        // Given
        Service home = Service.fresh();
        home.sql(
                "create table parent (id int primary key)",
                "create table child (id int primary key, parent int references parent)",
                "insert into parent values (1), (2)",
                "insert into child values (1, 1), (2, 2)");
        String id = Json.read(home.command("snapshot", "--output", "json").out())
                .at("/detail/snapshot")
                .asText();

        // When
        Service.Finished noTable = home.command("snapshot", "nowhere");
        Service.Finished noSnapshot = home.command("verify", "20200101T000000Z-main");
        home.sql("delete from child", "delete from parent where id = 2");
        Service.Finished rejects = home.command("restore", id, "child", "--into", "original");
        Path file = home.data().resolve("snapshots").resolve(id).resolve("public.child.csv.zst");
        Files.writeString(file, "rot", StandardOpenOption.APPEND);
        Service.Finished rotten = home.command("verify", id);
        Service.Finished usage = home.command("restore");

        // Then
        assertThat(noTable.exitCode()).as(noTable.out()).isEqualTo(6);
        assertThat(noSnapshot.exitCode()).as(noSnapshot.err()).isEqualTo(6);
        assertThat(noSnapshot.err()).contains("ERROR: there is no snapshot").contains("HINT: ");
        assertThat(rejects.exitCode()).as(rejects.out()).isEqualTo(3);
        assertThat(rotten.exitCode()).as(rotten.out()).isEqualTo(9);
        assertThat(usage.exitCode()).as(usage.err()).isEqualTo(2);
    }
}
