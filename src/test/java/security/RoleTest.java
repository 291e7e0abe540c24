package security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

    @ParameterizedTest
    @CsvSource({"viewer, false, false", "operator, true, false", "admin, true, true"})
    void eachRoleIncludesThoseBeforeIt(String label, boolean operator, boolean admin) {
        // Given
        Role role = Role.of(label).orElseThrow();

        // When
        var labels = role.labels();

        // Then
        assertThat(labels).contains("viewer");
        assertThat(labels.contains("operator")).isEqualTo(operator);
        assertThat(labels.contains("admin")).isEqualTo(admin);
    }
}
