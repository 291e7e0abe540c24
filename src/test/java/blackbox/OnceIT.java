package blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same bytes go into the same table once. */
class OnceIT {

    private final Service service = SharedService.get();

    @Test
    void theSameBytesDroppedTwiceAreLoadedOnce() {
        // Given
        service.sql("create table once_dropped (id int)");
        service.drop("once_dropped.csv", "1\n2\n");
        service.ended("once_dropped.csv");

        // When
        service.drop("once_dropped/again.csv", "1\n2\n");

        // Then
        assertThat(service.ended("once_dropped/again.csv").get("state").asText())
                .isEqualTo("already-done");
        assertThat(service.folderOf("once_dropped/again.csv")).isEqualTo(".already");
        assertThat(service.count("once_dropped")).isEqualTo(2);
    }

    @Test
    void theAnswerNamesTheFirstRunAndAskingForItLoadsAgain() {
        // Given
        service.sql("create table once_again (id int)");
        Service.Answer first = service.rows("once_again", "1\n", "");

        // When
        Service.Answer second = service.rows("once_again", "1\n", "");
        Service.Answer third = service.rows("once_again", "1\n", "?again=true");

        // Then
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().at("/detail/firstRun").asText())
                .isEqualTo(first.json().get("id").asText());
        assertThat(third.json().get("state").asText()).isEqualTo("done");
        assertThat(service.count("once_again")).isEqualTo(2);
    }

    @Test
    void theSameBytesForAnotherTableAreLoadedThereToo() {
        // Given
        service.sql("create table once_here (id int)", "create table once_there (id int)");

        // When
        service.rows("once_here", "1\n", "");
        service.rows("once_there", "1\n", "");

        // Then
        assertThat(service.count("once_there")).isEqualTo(1);
    }

    @Test
    void copiesThatArriveAtTheSameMomentAreLoadedOnce() throws Exception {
        // Given
        service.sql("create table once_raced (id int)");
        String csv = IntStream.range(0, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        ExecutorService senders = Executors.newFixedThreadPool(6);

        // When
        List<Callable<String>> copies = Stream.generate(() -> (Callable<String>) () ->
                        service.rows("once_raced", csv, "").json().get("state").asText())
                .limit(6)
                .toList();
        List<String> states =
                senders.invokeAll(copies).stream().map(OnceIT::result).sorted().toList();
        senders.shutdown();

        // Then
        assertThat(states)
                .containsExactly(
                        "already-done", "already-done", "already-done", "already-done", "already-done", "done");
        assertThat(service.count("once_raced")).isEqualTo(20_000);
    }

    @Test
    void twoFilesForOneTableAtOnceBothLoadEvenWhenTheirRowsCross() throws Exception {
        // Given
        service.sql("create table once_crossed (id int primary key)");
        String up = IntStream.range(0, 30_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        String down =
                IntStream.range(0, 30_000).mapToObj(i -> (29_999 - i) + "\n").collect(Collectors.joining());
        ExecutorService senders = Executors.newFixedThreadPool(2);

        // When
        Future<Service.Answer> one = senders.submit(() ->
                service.post("/api/v1/tables/once_crossed/rows?mode=upsert", "text/csv", up, "Prefer", "wait=60"));
        Future<Service.Answer> other = senders.submit(() ->
                service.post("/api/v1/tables/once_crossed/rows?mode=upsert", "text/csv", down, "Prefer", "wait=60"));
        long touched = one.get().json().at("/rows/loaded").asLong()
                + other.get().json().at("/rows/loaded").asLong();
        senders.shutdown();

        // Then
        assertThat(touched).isEqualTo(30_000);
        assertThat(service.count("once_crossed")).isEqualTo(30_000);
    }

    private static String result(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
