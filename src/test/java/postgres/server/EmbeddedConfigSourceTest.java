package postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedConfigSourceTest {

    private static final String MAIN_URL = "quarkus.datasource.jdbc.url";

    @TempDir
    Path temporary;

    @Test
    void withAUrlOfTheUsersNothingOfOursIsMixedIn() {
        // Given
        Map<String, String> user = Map.of(MAIN_URL, "jdbc:postgresql://example.org/theirs");
        // When
        SmallRyeConfig config = config(user);
        // Then
        assertThat(config.getRawValue(MAIN_URL)).isEqualTo("jdbc:postgresql://example.org/theirs");
        assertThat(config.getRawValue("quarkus.datasource.username")).isNull();
        assertThat(config.getRawValue("quarkus.datasource.password")).isNull();
        assertThat(config.getRawValue("databases.copy.jdbc-url")).isNull();
        assertThat(temporary.resolve("data")).doesNotExist();
    }

    @Test
    void withoutAUrlTheEmbeddedServerAnswersForBothDatabases() {
        // Given
        SmallRyeConfig config = config(Map.of());
        try {
            // When
            String url = config.getRawValue(MAIN_URL);
            // Then
            EmbeddedServer server = EmbeddedServers.running(temporary.resolve("data"), ServerSettings.durable(0));
            assertThat(url).isEqualTo(server.jdbcUrl("main"));
            assertThat(config.getRawValue("quarkus.datasource.username")).isEqualTo(server.username());
            assertThat(config.getRawValue("quarkus.datasource.password")).isEqualTo(server.password());
            assertThat(config.getRawValue("databases.copy.jdbc-url")).isEqualTo(server.jdbcUrl("copy"));
        } finally {
            DataDirectory.open(temporary.resolve("data")).close();
        }
    }

    @Test
    void nothingStartsUntilAValueIsAskedFor() {
        // Given
        SmallRyeConfig config = config(Map.of());
        // When
        Iterable<String> names = config.getPropertyNames();
        // Then
        assertThat(names).contains(MAIN_URL, "databases.copy.jdbc-url", "databases.copy.username");
        assertThat(temporary.resolve("data")).doesNotExist();
    }

    @Test
    void aCopyOfTheUsersOwnKeepsItsOwnCredentials() {
        // Given
        Map<String, String> user = Map.of("databases.copy.jdbc-url", "jdbc:postgresql://example.org/theirs");
        // When
        SmallRyeConfig config = config(user);
        // Then
        assertThat(config.getPropertyNames()).contains(MAIN_URL).doesNotContain("databases.copy.username");
    }

    @Test
    void anEmptyVariableIsNoUrl() {
        // Given
        Map<String, String> user = Map.of(MAIN_URL, "", "quarkus.datasource.username", "");
        // When
        SmallRyeConfig config = config(user);
        // Then
        assertThat(highest(config).getName()).isEqualTo("embedded PostgreSQL");
    }

    @Test
    void credentialsWithoutAUrlAreRefused() {
        // Given
        Map<String, String> user = Map.of("quarkus.datasource.username", "bob");
        // When
        assertThatThrownBy(() -> config(user))
                // Then
                .isInstanceOfSatisfying(StartRefusedException.class, e -> assertThat(e.exitCode())
                        .isEqualTo(2))
                .hasMessageContaining("quarkus.datasource.jdbc.url\nHINT: ");
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        // Given
        Map<String, String> user = Map.of("embedded.port", "65536");
        // When
        assertThatThrownBy(() -> config(user))
                // Then
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("cannot use embedded.port '65536'\nHINT: ");
    }

    @Test
    void aBuildGetsNoAnswers() {
        // Given
        ConfigSourceFactory factory = new EmbeddedConfigSourceFactory();
        // When
        SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(factory).build();
        // Then
        assertThat(config.getRawValue(MAIN_URL)).isNull();
    }

    private SmallRyeConfig config(Map<String, String> user) {
        Map<String, String> values = new HashMap<>(user);
        values.put("data.dir", temporary.resolve("data").toString());
        ConfigSourceFactory running = context -> List.copyOf(EmbeddedConfigSourceFactory.sources(context));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "the user's", 250))
                .withSources(running)
                .build();
    }

    private static ConfigSource highest(SmallRyeConfig config) {
        return config.getConfigSources().iterator().next();
    }
}
