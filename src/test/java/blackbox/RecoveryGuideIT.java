package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about recovery works as it stands. */
class RecoveryGuideIT {

    @Test
    void everyCommandOfThePageWorksInOrder() throws Exception {
        // Given
        Guide guide = Guide.withStatements(Path.of("docs/recovery.md"));
        try (Service service = Service.apart().start()) {
            // Commits are to be in the log at once, as on a server of anybody's.
            service.sql(
                    "do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$");

            // When
            guide.follow(service);

            // Then
            assertThat(guide.blocks()).hasSizeGreaterThan(8);
            assertThat(service.count("products")).isEqualTo(1002);
        }
    }
}
