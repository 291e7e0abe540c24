package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import ledger.Json;
import org.junit.jupiter.api.Test;

/** The page about old dumps works as it stands. */
class DumpsGuideIT {

    private static final Path PAGE = Path.of("docs/dumps.md");
    private static final Pattern COMMANDS =
            Pattern.compile("^```command\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private static List<String> commands() {
        return COMMANDS.matcher(Service.text(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
    }

    @Test
    void everyCommandOfThePageWorksInOrder() throws Exception {
        // Given
        Guide guide = Guide.of(PAGE);
        try (Service service = Service.fresh().start()) {

            // When
            guide.follow(service);
            String table =
                    service.get("/api/v1/dumps/parts/tables/parts?asOf=3").body();
            long loaded = service.count("old_parts.parts");
            long before = service.count("old_parts_backup.parts");
            service.stop();
            StringBuilder said = new StringBuilder();
            for (String command : commands()) {
                Service.Finished finished = service.command(command.split(" "));
                assertThat(finished.exitCode())
                        .as(command + "\n" + finished.err())
                        .isZero();
                said.append(finished.out());
            }

            // Then
            assertThat(table)
                    .contains(
                            "{\"values\":[1,\"bolt\",null,\"1.000\"],\"file\":\"kxb.sql\"},",
                            "{\"values\":[3,\"gear\",\"2008-07-25 10:27:34\",\"20.000\"],\"file\":\"aqr.sql\"},",
                            "{\"values\":[4,\"axle\",\"2008-11-26 17:00:00\",\"1.000\"],\"file\":\"zzz.sql\"},",
                            "{\"values\":[8,\"cog\",\"2008-01-19 00:52:00\",\"7.000\"],\"file\":\"aqr.sql\"}");
            assertThat(guide.blocks()).hasSizeGreaterThan(3);
            assertThat(loaded).isEqualTo(4);
            assertThat(before).isEqualTo(4);
            assertThat(service.count("parts_again.parts")).isEqualTo(4);
            assertThat(said).contains("\"op\":\"older\"");
            assertThat(Json.read(Files.readString(service.home().resolve("two.json")))
                            .at("/tables/0/rows")
                            .size())
                    .isEqualTo(4);
            assertThat(service.home().resolve("old/combined")).isDirectoryContaining("glob:**all.json");
        }
    }
}
