package ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which sets are kept, and why. The rules are applied to each table of each database by itself, and a set is kept if any
 * of its tables needs it: a set of one table never pushes out a set of all. Days, ISO weeks and months are those of UTC.
 */
public final class Retention {

    private static final int NAMED = 3;

    private static final Comparator<Candidate> NEWEST_FIRST =
            Comparator.comparing(Candidate::made).thenComparing(Candidate::id).reversed();

    private final KeepRules keep;

    public Retention(KeepRules keep) {
        this.keep = keep;
    }

    /**
     * A set to be judged.
     *
     * @param provenAt when it was last restored and found equal, or null
     * @param holds its tables; one of which only some rows were taken counts as another than the whole one
     */
    public record Candidate(String id, String database, Instant made, Instant provenAt, Set<String> holds) {

        public Candidate {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(database, "database");
            Objects.requireNonNull(made, "made");
            holds = holds.isEmpty() ? Set.of("nothing") : Set.copyOf(holds);
        }

        private LocalDate day() {
            return LocalDate.ofInstant(made, ZoneOffset.UTC);
        }

        private String week() {
            return "%d-W%02d"
                    .formatted(day().get(IsoFields.WEEK_BASED_YEAR), day().get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    }

    /**
     * What becomes of a set.
     *
     * @param reason as in {@code newest of 2026-W47}, or {@code older than the last 3}
     */
    public record Verdict(Candidate set, boolean keep, String reason) {}

    /** The sets that hold one table. */
    private record Series(String database, String table) {}

    /** For every set that is needed, by its id: why, and for which of its tables. */
    private static final class Needs {

        private final Map<String, Map<String, Set<String>>> byId = new LinkedHashMap<>();

        void add(Candidate set, String table, String reason) {
            byId.computeIfAbsent(set.id(), id -> new LinkedHashMap<>())
                    .computeIfAbsent(reason, text -> new TreeSet<>())
                    .add(table);
        }

        boolean has(Candidate set) {
            return byId.containsKey(set.id());
        }

        String text(Candidate set) {
            return byId.get(set.id()).entrySet().stream()
                    .map(reason -> reason.getKey() + of(reason.getValue(), set))
                    .collect(Collectors.joining(", "));
        }

        private static String of(Set<String> tables, Candidate set) {
            if (tables.equals(set.holds())) {
                return "";
            }
            String named = tables.stream().limit(NAMED).collect(Collectors.joining(" and "));
            return " with " + named + (tables.size() > NAMED ? " and " + (tables.size() - NAMED) + " more" : "");
        }
    }

    /** Whether there is a rule at all; without one nothing is deleted. */
    public boolean isOn() {
        return !rules().isEmpty();
    }

    /** The rules that are set, by the last part of their names in the settings. */
    public Map<String, Integer> rules() {
        Map<String, Integer> rules = new LinkedHashMap<>();
        keep.last().ifPresent(count -> rules.put("last", count));
        keep.daily().ifPresent(count -> rules.put("daily", count));
        keep.weekly().ifPresent(count -> rules.put("weekly", count));
        keep.monthly().ifPresent(count -> rules.put("monthly", count));
        return rules;
    }

    /** Judges every set, the newest first. */
    public List<Verdict> judge(Collection<Candidate> sets) {
        List<Candidate> newestFirst = sets.stream().sorted(NEWEST_FIRST).toList();
        if (!isOn()) {
            return newestFirst.stream()
                    .map(set -> new Verdict(set, true, "no rule is set"))
                    .toList();
        }
        Needs needs = new Needs();
        series(newestFirst).forEach((series, held) -> judge(series.table(), held, needs));
        return newestFirst.stream()
                .map(set ->
                        needs.has(set) ? new Verdict(set, true, needs.text(set)) : new Verdict(set, false, whyNot()))
                .toList();
    }

    private static Map<Series, List<Candidate>> series(List<Candidate> newestFirst) {
        Map<Series, List<Candidate>> series = new LinkedHashMap<>();
        for (Candidate set : newestFirst) {
            for (String table : set.holds()) {
                series.computeIfAbsent(new Series(set.database(), table), name -> new ArrayList<>())
                        .add(set);
            }
        }
        return series;
    }

    private void judge(String table, List<Candidate> newestFirst, Needs needs) {
        keep.last().ifPresent(count -> newestFirst.stream()
                .limit(count)
                .forEach(set -> needs.add(set, table, "one of the last " + count)));
        newestOfEach(keep.daily(), Candidate::day, table, newestFirst, needs);
        newestOfEach(keep.weekly(), Candidate::week, table, newestFirst, needs);
        newestOfEach(keep.monthly(), set -> YearMonth.from(set.day()), table, newestFirst, needs);
        List<Candidate> proven =
                newestFirst.stream().filter(set -> set.provenAt() != null).toList();
        proven.stream()
                .max(Comparator.comparing(Candidate::provenAt).thenComparing(NEWEST_FIRST.reversed()))
                .ifPresent(last -> {
                    needs.add(last, table, "last proven set");
                    if (!proven.get(0).equals(last)) {
                        needs.add(proven.get(0), table, "newest proven set");
                    }
                });
    }

    private static void newestOfEach(
            OptionalInt count,
            Function<Candidate, Object> periodOf,
            String table,
            List<Candidate> newestFirst,
            Needs needs) {
        Set<Object> periods = new LinkedHashSet<>();
        for (Candidate set : newestFirst) {
            if (periods.size() < count.orElse(0) && periods.add(periodOf.apply(set))) {
                needs.add(set, table, "newest of " + periodOf.apply(set));
            }
        }
    }

    private String whyNot() {
        List<String> missed = new ArrayList<>();
        keep.last().ifPresent(count -> missed.add("older than the last " + count));
        keep.daily().ifPresent(count -> missed.add("not the newest of one of the last " + count + " days"));
        keep.weekly().ifPresent(count -> missed.add("not the newest of one of the last " + count + " weeks"));
        keep.monthly().ifPresent(count -> missed.add("not the newest of one of the last " + count + " months"));
        return String.join(", ", missed);
    }
}
