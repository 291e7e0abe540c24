package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Without TLS nobody gets HTTP/2, whichever way he asks for it. */
class CleartextHttpIT {

    private final Service service = SharedService.get();

    @Test
    void anUpgradeToHttp2IsNotTaken() throws IOException {
        // When
        String answer =
                answerTo("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

        // Then
        assertThat(answer).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void http2WithoutAskingIsNotSpoken() throws IOException {
        // Given
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        String emptySettings = new String(HexFormat.of().parseHex("000000040000000000"), StandardCharsets.ISO_8859_1);

        // When
        String answer = answerTo(preface + emptySettings);

        // Then
        assertThat(answer).as("words, and no frame").isEqualTo("HTTP/2.0 400");
    }

    /** The beginning of what comes back, as long as a status line without its reason. */
    private String answerTo(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.ISO_8859_1);
        }
    }
}
