package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the container's files where no Docker is: that they fit together and ask for nothing that is not there. */
class ContainerFilesTest {

    private static final Path BASE = Path.of("docker-compose.yml");
    private static final Path PRODUCTION = Path.of("compose.production.yaml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:[-?])?");

    @TempDir
    private Path folder;

    @Test
    void aCleanCloneStartsWithoutAnythingBeingSet() throws IOException {
        // Given
        Matcher variable = VARIABLE.matcher(Files.readString(BASE));
        List<String> withoutDefault = new ArrayList<>();

        // When
        while (variable.find()) {
            if (!":-".equals(variable.group(2))) {
                withoutDefault.add(variable.group(1));
            }
        }

        // Then
        assertThat(withoutDefault).isEmpty();
        assertThat(boundFiles(BASE)).isNotEmpty().allSatisfy(file -> assertThat(file)
                .exists());
        assertThat(Path.of("config", ".gitignore"))
                .as("what keeps the folder of settings in a clone")
                .exists();
    }

    @Test
    void onKubernetesEachContainerIsAsLockedUpAsInComposeAndEveryVolumeIsThere() throws IOException {
        // Given
        Path manifests = Path.of("src/main/docker/kubernetes.yaml");
        String version = Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
        List<JsonNode> pods = new ArrayList<>();
        List<String> claims = new ArrayList<>();

        // When
        try (MappingIterator<JsonNode> all = new YAMLMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readerFor(JsonNode.class)
                .readValues(manifests.toFile())) {
            all.forEachRemaining(manifest -> {
                assertThat(manifest.at("/metadata/name").asText()).startsWith("caravanserai");
                pods.addAll(manifest.findParents("containers"));
                if (manifest.path("kind").asText().equals("PersistentVolumeClaim")) {
                    claims.add(manifest.at("/metadata/name").asText());
                }
            });
        }

        // Then
        assertThat(pods).hasSize(2).allSatisfy(pod -> {
            JsonNode container = pod.at("/containers/0");
            assertThat(container.path("image").asText()).isEqualTo("caravanserai:" + version);
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(texts(container.at("/securityContext/capabilities/drop")))
                    .containsExactly("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.path("volumes").findValuesAsText("claimName")).isSubsetOf(claims);
            assertThat(named(pod.path("volumes"))).containsAll(named(container.path("volumeMounts")));
        });
        assertThat(claims).hasSize(2);
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("image.version=\"" + version + '"');
    }

    private static List<String> named(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    @Test
    void theServiceIsPublishedToThisMachineOnlyWhileItIsOpenToIt() throws IOException {
        // Given
        JsonNode services = new YAMLMapper().readTree(BASE.toFile()).get("services");

        // When
        List<String> ports = services.findValues("ports").stream()
                .flatMap(list -> texts(list).stream())
                .toList();

        // Then
        assertThat(ports).containsExactly("127.0.0.1:8080:8080", "127.0.0.1:3000:3000");
        assertThat(services.at("/caravanserai/environment/SECURITY_OPEN").asText())
                .isEqualTo("${SECURITY_OPEN:-local}");
    }

    @Test
    void theDatabasesUserIsNotCalledLikeTheLedgersSchema() throws IOException {
        // Given
        JsonNode services = new YAMLMapper().readTree(BASE.toFile()).get("services");

        // When
        String owner = services.at("/postgres/environment/POSTGRES_USER").asText();
        String user = services.at("/caravanserai/environment/QUARKUS_DATASOURCE_USERNAME")
                .asText();

        // Then
        assertThat(owner).isEqualTo("${POSTGRES_USER:-postgres}").isEqualTo(user);
    }

    @Test
    void productionAsksForUsersAndForAPasswordAndMakesNoTables() throws IOException {
        // Given
        JsonNode services = new YAMLMapper().readTree(PRODUCTION.toFile()).get("services");
        JsonNode service = services.at("/caravanserai/environment");

        // When
        List<String> database = texts(services.at("/postgres/volumes"));
        assertThat(Files.readString(PRODUCTION)).as("the base's script stays").doesNotContain("let-replicate");

        // Then
        assertThat(services.at("/secrets/environment/POSTGRES_PASSWORD").asText())
                .startsWith("${POSTGRES_PASSWORD:?");
        assertThat(service.get("SECURITY_OPEN").asText()).isEqualTo("false");
        assertThat(service.get("SECURITY_USERS").asText()).isEqualTo("/app/config/users.properties");
        assertThat(database).containsExactly("/dev/null:/docker-entrypoint-initdb.d/demo-tables.sql:ro");
        assertThat(Files.readString(BASE)).contains(":/docker-entrypoint-initdb.d/demo-tables.sql:ro");
    }

    @Test
    void theServiceWritesToItsVolumesOnlyWithinLimitsAndKeepsBackupsApart() throws IOException {
        // Given
        JsonNode services = new YAMLMapper().readTree(BASE.toFile()).get("services");
        JsonNode service = services.get("caravanserai");

        // When
        List<String> volumes = texts(service.get("volumes"));

        // Then
        assertThat(service.get("read_only").asBoolean()).isTrue();
        assertThat(texts(service.get("tmpfs"))).containsExactly("/tmp:exec,size=256m,mode=1777");
        assertThat(service.get("mem_limit").asText()).isEqualTo("${SERVICE_MEMORY:-1g}");
        assertThat(services.at("/postgres/mem_limit").asText()).isEqualTo("${POSTGRES_MEMORY:-1g}");
        assertThat(volumes).contains("data:/app/data", "backups:/app/backups", "${INBOX:-inbox}:/app/data/inbox");
        for (String place : List.of("SNAPSHOT_REPOSITORY", "RECOVERY_BASE_BACKUPS", "RECOVERY_WAL")) {
            assertThat(service.at("/environment/" + place).asText()).startsWith("/app/backups/");
        }
    }

    /** What psql is told is told to a stand-in; the server's part of it is a test of its own. */
    @Test
    void theServicesRoleMayReplicateByAPasswordAndASlotMayNotFillTheDisk() throws Exception {
        // Given
        Path hba = Files.writeString(folder.resolve("pg_hba.conf"), "local all all trust\n");
        Path said = folder.resolve("said");
        Path psql = Files.writeString(folder.resolve("psql"), "#!/bin/sh\n{ echo \"$@\"; cat; } > " + said + "\n");
        assertThat(psql.toFile().setExecutable(true)).isTrue();
        ProcessBuilder script = new ProcessBuilder("bash", "src/main/docker/let-replicate.sh").inheritIO();
        script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        script.environment().put("PGDATA", folder.toString());
        script.environment().put("POSTGRES_USER", "load er");
        script.environment().put("POSTGRES_DB", "main");

        // When
        int exitCode = script.start().waitFor();

        // Then
        assertThat(exitCode).isZero();
        assertThat(hba).hasContent("local all all trust\nhost replication \"load er\" samenet scram-sha-256\n");
        assertThat(said)
                .content()
                .contains("--set=role=load er", "--set=most=10GB", "alter role :\"role\" replication")
                .contains("alter system set max_slot_wal_keep_size = :'most'");
        assertThat(texts(new YAMLMapper().readTree(BASE.toFile()).at("/services/postgres/volumes")))
                .contains("./src/main/docker/let-replicate.sh:/docker-entrypoint-initdb.d/let-replicate.sh:ro");
    }

    @Test
    void aPasswordIsMadeOnceAndReadByItsOwnerOnly() throws Exception {
        // Given
        Path secret = folder.resolve("postgres-password");
        makeSecrets(null);
        String first = Files.readString(secret);

        // When
        makeSecrets("");

        // Then
        assertThat(first).matches("[0-9a-f]{48}");
        assertThat(folder.resolve("metabase-role-password")).isNotEmptyFile();
        assertThat(folder.resolve("metabase-admin-password")).isNotEmptyFile();
        assertThat(secret).hasContent(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aPasswordThatIsGivenTakesThePlaceOfTheOneThatWasMade() throws Exception {
        // Given
        makeSecrets(null);

        // When
        makeSecrets("pass \"$word'");

        // Then
        assertThat(folder.resolve("postgres-password")).hasContent("pass \"$word'");
    }

    private void makeSecrets(String given) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("bash", "src/main/docker/make-secrets.sh", folder.toString())
                .redirectErrorStream(true);
        script.environment().put("SECRETS_OWNER", ":");
        script.environment().remove("POSTGRES_PASSWORD");
        if (given != null) {
            script.environment().put("POSTGRES_PASSWORD", given);
        }
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    /** Files of the host that a service mounts, by the short way of writing it. */
    private static List<Path> boundFiles(Path file) throws IOException {
        return new YAMLMapper()
                .readTree(file.toFile()).get("services").findValues("volumes").stream()
                        .flatMap(list -> texts(list).stream())
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> Path.of(volume.substring(2, volume.indexOf(':'))))
                        .toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
