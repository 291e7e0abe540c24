package ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Instant SATURDAY = Instant.parse("2026-11-21T02:15:00Z");

    /** As in the settings; 0 is none. */
    private record Rules(int lastCount, int dailyCount, int weeklyCount, int monthlyCount) implements KeepRules {

        @Override
        public OptionalInt last() {
            return optional(lastCount);
        }

        @Override
        public OptionalInt daily() {
            return optional(dailyCount);
        }

        @Override
        public OptionalInt weekly() {
            return optional(weeklyCount);
        }

        @Override
        public OptionalInt monthly() {
            return optional(monthlyCount);
        }

        private static OptionalInt optional(int count) {
            return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
        }
    }

    @Test
    void withoutARuleEverythingIsKept() {
        // Given
        List<Retention.Candidate> sets = daily(40);

        // When
        List<Retention.Verdict> verdicts = judge(new Rules(0, 0, 0, 0), sets);

        // Then
        assertThat(verdicts).hasSize(40).allMatch(Retention.Verdict::keep);
        assertThat(verdicts.get(0).reason()).isEqualTo("no rule is set");
    }

    @Test
    void theLastOnesAreKeptAndTheOthersAreNot() {
        // Given
        List<Retention.Candidate> sets = daily(5);

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(3, 0, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("day-0", "day-1", "day-2");
        assertThat(verdicts.get("day-0").reason()).isEqualTo("one of the last 3");
        assertThat(verdicts.get("day-3").reason()).isEqualTo("older than the last 3");
    }

    @Test
    void ofADayTheNewestIsKeptAndADayWithoutASetDoesNotCount() {
        // Given
        List<Retention.Candidate> sets = List.of(
                set("evening", "2026-11-20T22:00:00Z"),
                set("morning", "2026-11-20T06:00:00Z"),
                set("long-ago", "2026-10-02T06:00:00Z"),
                set("longer-ago", "2026-10-01T06:00:00Z"));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(0, 2, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("evening", "long-ago");
        assertThat(verdicts.get("evening").reason()).isEqualTo("newest of 2026-11-20");
        assertThat(verdicts.get("morning").reason()).isEqualTo("not the newest of one of the last 2 days");
    }

    @Test
    void aDayEndsAtMidnightInUtc() {
        // Given
        List<Retention.Candidate> sets =
                List.of(set("after", "2026-11-21T00:00:00Z"), set("before", "2026-11-20T23:59:59Z"));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(0, 2, 0, 0), sets);

        // Then
        assertThat(verdicts.get("after").reason()).isEqualTo("newest of 2026-11-21");
        assertThat(verdicts.get("before").reason()).isEqualTo("newest of 2026-11-20");
    }

    @Test
    void weeksAreThoseOfIsoAlsoAcrossTheTurnOfTheYear() {
        // Given
        List<Retention.Candidate> sets = List.of(
                set("sunday", "2027-01-03T12:00:00Z"),
                set("new-year", "2027-01-01T12:00:00Z"),
                set("monday", "2026-12-28T12:00:00Z"),
                set("week-before", "2026-12-27T12:00:00Z"));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(0, 0, 2, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("sunday", "week-before");
        assertThat(verdicts.get("sunday").reason()).isEqualTo("newest of 2026-W53");
        assertThat(verdicts.get("week-before").reason()).isEqualTo("newest of 2026-W52");
    }

    @Test
    void rulesAddUpAndTheReasonNamesThemAll() {
        // Given
        List<Retention.Candidate> sets = daily(90);

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(1, 2, 2, 3), sets);

        // Then
        assertThat(kept(verdicts))
                .as("today, yesterday, last Sunday, and the last days of October and September")
                .containsExactlyInAnyOrder("day-0", "day-1", "day-6", "day-21", "day-52");
        assertThat(verdicts.get("day-0").reason())
                .isEqualTo("one of the last 1, newest of 2026-11-21, newest of 2026-W47, newest of 2026-11");
        assertThat(verdicts.get("day-2").reason())
                .isEqualTo("older than the last 1, not the newest of one of the last 2 days,"
                        + " not the newest of one of the last 2 weeks, not the newest of one of the last 3 months");
    }

    @Test
    void theLastProvenSetIsKeptHoweverOldItIs() {
        // Given
        List<Retention.Candidate> sets = new ArrayList<>(daily(5));
        sets.add(new Retention.Candidate("proven", "main", days(300), days(299), Set.of("customers")));
        sets.add(new Retention.Candidate("proven-before", "main", days(301), days(300), Set.of("customers")));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(2, 0, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("day-0", "day-1", "proven");
        assertThat(verdicts.get("proven").reason()).isEqualTo("last proven set");
    }

    @Test
    void anOldSetThatWasProvenAfterANewerOneIsKeptBesideIt() {
        // Given
        List<Retention.Candidate> sets = List.of(
                set("newest", "2026-11-21T00:00:00Z"),
                new Retention.Candidate("newer", "main", days(10), days(9), Set.of("customers")),
                new Retention.Candidate("older", "main", days(20), days(1), Set.of("customers")));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(1, 0, 0, 0), sets);

        // Then
        assertThat(verdicts.get("newer").reason()).isEqualTo("newest proven set");
        assertThat(verdicts.get("older").reason()).isEqualTo("last proven set");
    }

    @Test
    void everyDatabaseIsJudgedByItself() {
        // Given
        List<Retention.Candidate> sets = new ArrayList<>(daily(5));
        sets.add(new Retention.Candidate("other", "sales", days(400), null, Set.of("customers")));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(1, 0, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("day-0", "other");
    }

    @Test
    void aSetOfOneTableDoesNotPushOutTheSetOfAll() {
        // Given
        List<Retention.Candidate> sets = List.of(
                new Retention.Candidate("one", "main", days(0), null, Set.of("customers")),
                new Retention.Candidate("some-rows", "main", days(1), null, Set.of("jobs where id > 5")),
                new Retention.Candidate("all", "main", days(2), null, Set.of("customers", "jobs", "departments")),
                new Retention.Candidate("all-before", "main", days(3), null, Set.of("customers", "jobs")));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(1, 0, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactlyInAnyOrder("one", "some-rows", "all");
        assertThat(verdicts.get("all").reason()).isEqualTo("one of the last 1 with departments and jobs");
    }

    @Test
    void setsOfTheSameMomentAreToldApartByTheirIds() {
        // Given
        List<Retention.Candidate> sets = List.of(
                set("20261121T021500Z-main", "2026-11-21T02:15:00Z"),
                set("20261121T021500Z-main-2", "2026-11-21T02:15:00Z"));

        // When
        Map<String, Retention.Verdict> verdicts = byId(new Rules(1, 0, 0, 0), sets);

        // Then
        assertThat(kept(verdicts)).containsExactly("20261121T021500Z-main-2");
    }

    @Test
    void whateverTheRulesAndTheSetsTheLastProvenOneAndTheLastOnesAreKept() {
        for (int seed = 0; seed < 2000; seed++) {
            // Given
            Random random = new Random(seed);
            List<Retention.Candidate> sets = anySets(random);
            Rules rules = new Rules(random.nextInt(4), random.nextInt(4), random.nextInt(4), random.nextInt(4));

            // When
            List<Retention.Verdict> verdicts = judge(rules, sets);

            // Then
            assertThat(verdicts).as("seed %d: every set is judged once", seed).hasSameSizeAs(sets);
            Set<String> kept = verdicts.stream()
                    .filter(Retention.Verdict::keep)
                    .map(verdict -> verdict.set().id())
                    .collect(Collectors.toSet());
            for (String database : List.of("main", "sales")) {
                List<Retention.Candidate> own = sets.stream()
                        .filter(set -> set.database().equals(database))
                        .toList();
                assertThat(kept)
                        .as("seed %d: the last proven set of %s", seed, database)
                        .containsAll(lastProven(own));
                assertThat(own.stream().filter(set -> kept.contains(set.id())).count())
                        .as("seed %d: as many sets of %s as the rules say", seed, database)
                        .isGreaterThanOrEqualTo(Math.min(rules.lastCount, own.size()));
                assertThat(kept)
                        .as("seed %d: the newest sets of %s", seed, database)
                        .containsAll(own.stream()
                                .sorted(Comparator.comparing(Retention.Candidate::made)
                                        .reversed())
                                .limit(rules.lastCount)
                                .map(Retention.Candidate::id)
                                .toList());
            }
            assertThat(judge(
                            rules,
                            verdicts.stream()
                                    .filter(Retention.Verdict::keep)
                                    .map(Retention.Verdict::set)
                                    .toList()))
                    .as("seed %d: what was kept once is kept the next time", seed)
                    .allMatch(Retention.Verdict::keep);
        }
    }

    private static List<String> lastProven(List<Retention.Candidate> sets) {
        return sets.stream()
                .filter(set -> set.provenAt() != null)
                .max(Comparator.comparing(Retention.Candidate::provenAt))
                .map(Retention.Candidate::id)
                .stream()
                .toList();
    }

    private static List<Retention.Candidate> anySets(Random random) {
        return IntStream.range(0, random.nextInt(30))
                .mapToObj(number -> {
                    Instant made = SATURDAY.minusSeconds(random.nextInt(90 * 86_400));
                    return new Retention.Candidate(
                            "set-" + number,
                            random.nextInt(3) == 0 ? "sales" : "main",
                            made,
                            random.nextInt(4) == 0 ? made.plusSeconds(random.nextInt(40 * 86_400)) : null,
                            List.of(Set.of("customers"), Set.of("jobs"), Set.of("customers", "jobs"))
                                    .get(random.nextInt(3)));
                })
                .toList();
    }

    /** A set a day, {@code day-0} being the newest. */
    private static List<Retention.Candidate> daily(int count) {
        return IntStream.range(0, count)
                .mapToObj(day -> new Retention.Candidate("day-" + day, "main", days(day), null, Set.of("customers")))
                .toList();
    }

    private static Instant days(int before) {
        return SATURDAY.minus(before, ChronoUnit.DAYS);
    }

    private static Retention.Candidate set(String id, String made) {
        return new Retention.Candidate(id, "main", Instant.parse(made), null, Set.of("customers"));
    }

    private static List<Retention.Verdict> judge(Rules rules, List<Retention.Candidate> sets) {
        return new Retention(rules).judge(sets);
    }

    private static Map<String, Retention.Verdict> byId(Rules rules, List<Retention.Candidate> sets) {
        return judge(rules, sets).stream()
                .collect(Collectors.toMap(verdict -> verdict.set().id(), verdict -> verdict));
    }

    private static Set<String> kept(Map<String, Retention.Verdict> verdicts) {
        return verdicts.values().stream()
                .filter(Retention.Verdict::keep)
                .map(verdict -> verdict.set().id())
                .collect(Collectors.toSet());
    }
}
