package postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {

    @Test
    void sessionsOfTheMainDatabaseBeginAsThoseOfOthersDo() throws IOException {
        // Given
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            properties.load(in);
        }

        // When
        String main = properties.getProperty("quarkus.datasource.jdbc.new-connection-sql");

        // Then
        assertThat(main).isEqualToNormalizingWhitespace(SessionSettings.BEGIN.replaceFirst("--[^\\n]*\\n", ""));
    }
}
