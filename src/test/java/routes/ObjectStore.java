package routes;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import postgres.Patience;

/** An object store that speaks S3, over a folder, as a process of its own. */
public final class ObjectStore implements AutoCloseable {

    private static final String KEY = "someone";
    private static final String SECRET = "a secret";

    private final Process process;
    private final int port;

    private ObjectStore(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param buckets that it has */
    public static ObjectStore start(Path folder, String... buckets) throws IOException {
        int port = freePort();
        for (String bucket : buckets) {
            Files.createDirectories(folder.resolve("data").resolve(bucket));
        }
        Path settings = Files.write(
                folder.resolve("s3.properties"),
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + KEY,
                        "s3proxy.credential=" + SECRET,
                        "jclouds.identity=nobody",
                        "jclouds.credential=nothing",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + folder.resolve("data")));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("object-store.jar", "target/object-store/s3proxy.jar"),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3.log").toFile())
                .start();
        ObjectStore store = new ObjectStore(process, port);
        await().atMost(Patience.LIMIT).until(() -> !process.isAlive() || store.answers());
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("s3.log")));
        }
        return store;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** How Camel's component comes in. */
    Map<String, Object> component() {
        return Map.of(
                "configuration.accessKey",
                KEY,
                "configuration.secretKey",
                SECRET,
                "configuration.region",
                "eu-west-1",
                "configuration.overrideEndpoint",
                "true",
                "configuration.uriEndpointOverride",
                "http://127.0.0.1:" + port,
                "configuration.forcePathStyle",
                "true");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
