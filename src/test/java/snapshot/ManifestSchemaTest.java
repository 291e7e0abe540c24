package snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import ledger.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestSchemaTest {

    static List<Arguments> parts() {
        return List.of(
                Arguments.of(Manifest.class, ""),
                Arguments.of(Manifest.Server.class, "/properties/server"),
                Arguments.of(Manifest.TableFacts.class, "/$defs/table"),
                Arguments.of(Manifest.Part.class, "/$defs/part"),
                Arguments.of(StoredFile.class, "/$defs/stored"));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void theSchemaSaysWhatAManifestHolds(Class<?> type, String place) throws IOException {
        // Given
        JsonNode schema;
        try (InputStream in = Manifest.class.getResourceAsStream("/schema/snapshot-manifest.json")) {
            schema = Json.mapper().readTree(in).at(place);
        }

        // When
        List<String> said = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();

        // Then
        assertThat(schema.get("properties").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(said);
    }
}
