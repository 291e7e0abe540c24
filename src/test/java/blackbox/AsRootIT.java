package blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root in a container that grants no namespaces of one's own. */
@Tag("thorough")
class AsRootIT {

    @TempDir
    Path temporary;

    private String refusing() throws IOException {
        Files.createFile(
                temporary.resolve("unshare"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(temporary.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        return temporary + ":" + System.getenv("PATH");
    }

    private static void assumeRoot() throws IOException {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "this is not root");
    }

    private static Service.Answer post(Service service, String path, String body) {
        Service.Answer answer = service.post("/api/v1/" + path, "application/json", body, "Prefer", "wait=200");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @Test
    void whereNamespacesAreRefusedServersRunAsNobodyAndDoAllTheSame() throws Exception {
        // Given
        assumeRoot();
        try (Service service = Service.fresh()
                .with("QUARKUS_DATASOURCE_JDBC_URL", "")
                .with("QUARKUS_DATASOURCE_USERNAME", "")
                .with("QUARKUS_DATASOURCE_PASSWORD", "")
                .with("PATH", refusing())) {
            // A folder that is not the service's own is not opened to others.
            assertThatThrownBy(service::start).hasMessageContaining("the user nobody does not come to");
            Files.setPosixFilePermissions(service.home(), PosixFilePermissions.fromString("rwx--x--x"));
            service.start();
            service.rows("departments", "id,department\n901,before\n", "");
            post(service, "base-backups", "{}");
            service.rows("departments", "id,department\n901,after\n", "?mode=upsert");

            // When
            post(service, "recoveries", "{\"target\":{\"latest\":true}}");
            Service.Answer dead = post(service, "recoveries", "{\"from\":\"heap\",\"table\":\"departments\"}");

            // Then
            assertThat(dead.json().at("/detail/found/rows").asLong()).isEqualTo(1);
            // Where it is allowed again the files are root's again.
            service.stop();
            service.with("PATH", System.getenv("PATH")).start();
            assertThat(service.get("/api/v1/tables/departments").body()).contains("departments");
        }
    }
}
