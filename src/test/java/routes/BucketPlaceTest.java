package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recovery.second.SecondPlace;

/** A bucket of a real object store, a process beside, as the second place. */
class BucketPlaceTest extends PlainCamel {

    @TempDir
    static Path folder;

    private static ObjectStore store;

    @BeforeAll
    static void serve() throws IOException {
        store = ObjectStore.start(folder, "copies", "many");
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new SecondPlaceRoutes();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        PropertyBindingSupport.bindProperties(
                context, context.getComponent("aws2-s3"), new HashMap<>(store.component()));
        return context;
    }

    private SecondPlace place(String text) {
        return new BucketPlaces(template).of(text);
    }

    private static Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "sent", ""), bytes);
    }

    private static byte[] read(SecondPlace place, String name) throws IOException {
        try (InputStream in = place.read(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void whatIsPutThereIsReadListedReplacedAndDeleted() throws IOException {
        // Given
        SecondPlace place = place("s3:copies/of main");
        place.put("wal/a b+c%20.zst", file(new byte[] {1, 2, 3}));
        place.put("base-backups/x/empty", file(new byte[0]));

        // When
        place.put("wal/a b+c%20.zst", file(new byte[] {4}));

        // Then
        assertThat(read(place, "wal/a b+c%20.zst")).containsExactly(4);
        assertThat(read(place, "base-backups/x/empty")).isEmpty();
        assertThat(place.names("")).containsExactlyInAnyOrder("wal/a b+c%20.zst", "base-backups/x/empty");
        assertThat(place.names("wal/")).containsExactly("wal/a b+c%20.zst");
        assertThat(place("s3:copies").names("")).contains("of main/wal/a b+c%20.zst");
        place.delete("wal/a b+c%20.zst");
        place.delete("wal/a b+c%20.zst");
        assertThat(place.names("wal/")).isEmpty();
        assertThatThrownBy(() -> place.read("wal/a b+c%20.zst")).isInstanceOf(IOException.class);
    }

    @Test
    void aLargeFileGoesThereInPartsAndComesBackAsItWas() throws IOException {
        // Given
        byte[] bytes = new byte[(32 << 20) + 12_345];
        new Random(7).nextBytes(bytes);
        SecondPlace place = place("s3:copies/large");

        // When
        place.put("base.tar.zst", file(bytes));

        // Then
        assertThat(read(place, "base.tar.zst")).isEqualTo(bytes);
    }

    @Test
    @Tag("thorough")
    void moreNamesThanOneAnswerHoldsAreAllListed() throws IOException {
        // Given
        SecondPlace place = place("s3:many");
        Path one = file(new byte[] {1});
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1_010; i++) {
            place.put("n" + i, one);
            names.add("n" + i);
        }

        // When
        List<String> listed = place.names("");

        // Then
        assertThat(listed).hasSize(1_010).containsAll(names);
    }

    @Test
    void aBucketThatIsNotThereIsTold() {
        // Given
        SecondPlace place = place("s3:no-such-bucket");

        // When
        // Then
        assertThatThrownBy(() -> place.names(""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3:no-such-bucket");
    }

    @Test
    void whatIsNoBucketIsRefusedAtOnce() {
        assertThatThrownBy(() -> place("s3:Not a bucket?operation=deleteBucket"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3:bucket/prefix");
    }
}
