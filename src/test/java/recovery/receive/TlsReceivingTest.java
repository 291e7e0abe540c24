package recovery.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import ledger.ActiveRuns;
import ledger.Door;
import ledger.Installation;
import ledger.RunEnd;
import ledger.RunHeader;
import ledger.RunState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postgres.DatabaseAddress;
import postgres.Lsn;
import postgres.TestPrograms;
import postgres.replication.ServerAddress;
import recovery.RecoverySettings;
import recovery.backup.BackupRepository;
import recovery.backup.BackupVerifier;
import recovery.backup.BaseBackupRequest;
import recovery.backup.BaseBackups;
import recovery.lab.LabServer;

/** A server that lets nobody in without TLS and a password. */
class TlsReceivingTest {

    private static final String STORE = "PKCS12";
    private static final String SECRET = "secret";

    @TempDir
    Path folder;

    private LabServer server;
    private Path certificate;
    private BackupRepository backups;
    private ReceivedLog log;

    @BeforeEach
    void begin() throws Exception {
        server = LabServer.make(TestPrograms.unpacked(), folder.resolve("live"), Map.of("wal_level", "replica"));
        certificate = certify("server");
        server.execute(
                "create role copier replication login password 'a long one'",
                "grant pg_read_all_settings to copier",
                "alter system set ssl_cert_file = '" + certificate + "'",
                "alter system set ssl_key_file = '" + certificate.resolveSibling("server.key") + "'",
                "alter system set ssl = on");
        Files.writeString(
                server.data().resolve("pg_hba.conf"),
                """
                hostssl all all 127.0.0.1/32 scram-sha-256
                hostssl replication all 127.0.0.1/32 scram-sha-256
                """);
        server.execute("select pg_reload_conf()");
        backups = new BackupRepository(folder.resolve("base-backups"));
        log = new ReceivedLog(folder.resolve("wal"));
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** A certificate and its key, as the JDK makes them. */
    private Path certify(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-ext",
                        "bc:c",
                        "-storetype",
                        STORE,
                        "-storepass",
                        SECRET,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore made = KeyStore.getInstance(STORE);
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, SECRET.toCharArray());
        }
        Certificate one = made.getCertificate(name);
        Key key = made.getKey(name, SECRET.toCharArray());
        Path file = Files.createFile(
                folder.resolve(name + ".key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
        return Files.writeString(folder.resolve(name + ".crt"), pem("CERTIFICATE", one.getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private ServerAddress address(String arguments) {
        return ServerAddress.of(
                new DatabaseAddress(server.database().jdbcUrl() + "?" + arguments, "copier", "a long one"));
    }

    private RecoverySettings settings() {
        return new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(RecoverySettings.class)
                .withDefaultValues(Map.of(
                        "recovery.base-backups", folder.resolve("base-backups").toString(),
                        "recovery.servers", folder.resolve("recoveries").toString(),
                        "recovery.wal", folder.resolve("wal").toString(),
                        "recovery.wal.receive", "on"))
                .build()
                .getConfigMapping(RecoverySettings.class);
    }

    private RunEnd take(ServerAddress from) throws SQLException, IOException {
        return new BaseBackups(from, backups, settings(), new ActiveRuns())
                .take(new BaseBackupRequest(RunHeader.next(Door.HTTP)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void aBaseBackupIsTakenAndTheLogIsReceivedOverTls(String mode) throws Exception {
        // Given
        ServerAddress address = address("sslmode=" + mode + "&sslrootcert=" + certificate);
        server.execute("create table t as select generate_series(1, 1000) n");

        // When
        RunEnd taken = take(address);
        try (WalReceiving process = new WalReceiving(
                address,
                log,
                backups,
                settings(),
                new Installation(UUID.randomUUID().toString(), "here"))) {
            process.look();
            server.execute("insert into t select generate_series(1, 1000)");
            Lsn written = Lsn.parse(server.value("select pg_current_wal_flush_lsn()"));
            await().until(() -> process.state().flushedLsn() != null
                    && !Lsn.parse(process.state().flushedLsn()).isBefore(written));

            // Then
            assertThat(server.value("select bool_and(ssl)::text from pg_stat_ssl join pg_stat_replication using (pid)"
                            + " where usename = 'copier'"))
                    .isEqualTo("true");
        }
        assertThat(taken.detail().get("notes").toString()).doesNotContain("its files were copied");
        RunEnd verified = new BackupVerifier(backups, new ActiveRuns())
                .verify(new BackupVerifier.Request(
                        RunHeader.next(Door.HTTP),
                        taken.detail().get("baseBackup").asText(),
                        false));
        assertThat(verified.state()).isEqualTo(RunState.DONE);
    }

    @Test
    void fromAServerThatIsNotTheOneWhoseCertificateIsTrustedNothingIsTaken() throws Exception {
        // Given
        Path other = certify("another");

        // When, Then
        assertThatThrownBy(() -> take(address("sslmode=verify-ca&sslrootcert=" + other)))
                .hasStackTraceContaining("PKIX path");
        assertThatThrownBy(() -> take(address("sslmode=disable"))).hasStackTraceContaining("no encryption");
        assertThat(backups.list()).isEmpty();
    }
}
