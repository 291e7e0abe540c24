package postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://ann@db.example:6432/shop, jdbc:postgresql://db.example:6432/shop, ann",
        "postgresql://ann@db.example/shop, jdbc:postgresql://db.example:5432/shop, ann",
        "postgresql://ann@[::1]:5432/shop?sslmode=require, jdbc:postgresql://[::1]:5432/shop?sslmode=require, ann",
        "postgresql://a%40b@h/my%20shop, jdbc:postgresql://h:5432/my%20shop, a@b"
    })
    void userHostPortDatabaseAndSslModeAreUnderstood(String url, String jdbc, String user) {
        // Given
        // When
        DatabaseAddress address = DatabaseUrl.parse(url).address(Optional.empty());

        // Then
        assertThat(address.jdbcUrl()).isEqualTo(jdbc);
        assertThat(address.username()).contains(user);
    }

    @Test
    void oneDatabaseIsAlwaysCalledTheSame() {
        // Given
        String one = "postgresql://ann@DB.example/shop";
        String other = "postgresql://ann@db.example:5432/shop?sslmode=prefer";

        // When
        String name = DatabaseUrl.parse(one).name();

        // Then
        assertThat(name).isEqualTo(DatabaseUrl.parse(other).name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ann:secret@h:5432/shop",
                "postgresql://ann@h:5432/shop?password=secret",
                "postgresql://ann%40:secret@h/shop?sslmode=require",
                "jdbc:postgresql://h/shop?user=ann&password=secret"
            })
    void aPasswordIsRefusedAndNotRepeated(String url) {
        // Given
        // When
        // Then
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann@h/shop",
                "postgresql://h/shop",
                "postgresql://ann@h",
                "postgresql://ann@h/",
                "postgresql://ann@h:0/shop",
                "postgresql://ann@h:99999/shop",
                "postgresql://ann@h,other/shop",
                "postgresql://ann@h/shop?sslmode=perhaps",
                "postgresql://ann@h/shop?socketFactory=evil.Factory",
                "postgresql://ann@h/shop?sslmode=require&options=-c",
                "postgresql://ann@h/shop#part",
                "postgresql://ann@h/shop/other",
                "postgresql://ann@h/a%0Ab"
            })
    void anythingElseIsRefused(String url) {
        // Given
        // When
        // Then
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT: say postgresql://user@host:port/database");
    }
}
