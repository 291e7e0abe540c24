package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postgres.TestServer;

/** The service as docs/security.md has it set up: with TLS, and a role of the database that may no more than it needs. */
@Tag("thorough")
class HardenedIT {

    private static final Pattern GRANTS =
            Pattern.compile("<!-- tested: least privilege -->\n```sql\n(.*?)```", Pattern.DOTALL);
    private static final Service SERVICE = Service.fresh();
    private static final int TLS_PORT = Service.freePort();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        certificate("first");
        String database = SERVICE.database().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
        Matcher grants = GRANTS.matcher(Files.readString(Path.of("docs/security.md")));
        assertThat(grants.find()).isTrue();
        SERVICE.sql("create table least (id int primary key, name text); create table least_of (id int generated always as"
                + " identity primary key, of int references least)");
        SERVICE.sql(grants.group(1).replace("shop", database).replace("caravanserai", "least_privileged"));
        SERVICE.with("QUARKUS_DATASOURCE_USERNAME", "least_privileged")
                .with("QUARKUS_DATASOURCE_PASSWORD", "a secret")
                .with("QUARKUS_HTTP_SSL_PORT", String.valueOf(TLS_PORT))
                .with("QUARKUS_HTTP_TLS_CONFIGURATION_NAME", "https")
                .with("QUARKUS_TLS_HTTPS_KEY_STORE_PEM_0_CERT", pem("crt").toString())
                .with("QUARKUS_TLS_HTTPS_KEY_STORE_PEM_0_KEY", pem("key").toString())
                .with("QUARKUS_TLS_HTTPS_RELOAD_PERIOD", "1s")
                .start();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
        SERVICE.sql("drop owned by least_privileged cascade", "drop role least_privileged");
    }

    private static Path pem(String kind) {
        return SERVICE.home().resolve("tls." + kind);
    }

    /** A key and a certificate of its own, put in the place of what is there. */
    private static void certificate(String name) throws IOException, InterruptedException {
        Path key = SERVICE.home().resolve(name + ".key");
        Path certificate = SERVICE.home().resolve(name + ".crt");
        Process made = new ProcessBuilder(
                        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", key.toString(), "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        Files.move(key, pem("key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.move(certificate, pem("crt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The name in the certificate that the service shows, to a caller who trusts the one on disk alone. */
    private static String shown() throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        Certificate onDisk;
        try (var in = Files.newInputStream(pem("crt"))) {
            onDisk = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        trusted.setCertificateEntry("it", onDisk);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpResponse<String> answer = HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + TLS_PORT + "/q/health/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return peer(answer);
    }

    private static String peer(HttpResponse<String> answer) throws SSLPeerUnverifiedException {
        return answer.sslSession().orElseThrow().getPeerPrincipal().getName();
    }

    @Test
    void aCertificateThatChangedIsReadAgain() throws Exception {
        // Given
        String before = shown();

        // When
        certificate("second");

        // Then
        assertThat(before).isEqualTo("CN=first");
        Service.await("the new certificate is shown", () -> {
            try {
                return shown().equals("CN=second");
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    @Test
    void aRoleWithTheGrantsOfTheDocumentationLoadsSnapshotsProvesRestoresAndTakesBack() {
        // When
        Service.Answer loaded = SERVICE.rows("least", "id,name\n1,one\n2,two\nx,three\n", "");
        Service.Answer upserted = SERVICE.rows("least", "id,name\n2,zwei\n4,four\n", "?mode=upsert");
        Service.Answer child = SERVICE.rows("least_of", "of\n1\n2\n", "");
        Service.Answer set = SERVICE.post("/api/v1/snapshots", "application/json", "{\"tables\":[\"least\",\"least_of\"]}");
        Service.Answer proven =
                SERVICE.post("/api/v1/snapshots/latest/verify", "application/json", "", "Prefer", "wait=60");
        SERVICE.sql("delete from least_of; delete from least where id = 4");
        Service.Answer restored = SERVICE.post(
                "/api/v1/snapshots/latest/restore",
                "application/json",
                "{\"tables\":[\"least\",\"least_of\"],\"into\":\"original\",\"rows\":\"missing\"}");
        Service.Answer beside = SERVICE.post(
                "/api/v1/snapshots/latest/restore", "application/json", "{\"tables\":[\"least\"],\"into\":\"beside\"}");
        Service.Answer undone = SERVICE.post(
                "/api/v1/runs/" + upserted.json().get("id").asText() + "/undo", "application/json", "{\"dryRun\":true}");

        // Then
        for (Service.Answer done : List.of(loaded, upserted, child, set, proven, restored, beside, undone)) {
            assertThat(done.status()).as(done.body()).isEqualTo(200);
        }
        assertThat(SERVICE.count("least")).isEqualTo(3);
        assertThat(SERVICE.count("least_of")).isEqualTo(2);
        assertThat(SERVICE.count("least2")).isEqualTo(3);
        assertThat(SERVICE.value("select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_roles where"
                        + " rolname = 'least_privileged'"))
                .isEqualTo("f");
        assertThat(TestServer.username()).isNotEqualTo("least_privileged");
    }
}
