package ingest;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whether a first record may name columns where no table says so. */
final class HeaderLook {

    private HeaderLook() {}

    /**
     * Some of its fields are names and no values. Values among them are names only where they count up or down, as years
     * and days do over the columns of a report.
     */
    static boolean namesColumns(List<String> record) {
        List<String> values = record.stream()
                .filter(field -> field != null && TypeEvidence.isValue(field.strip()))
                .map(String::strip)
                .toList();
        long names = record.stream()
                .filter(field -> !MadeNames.visible(field).isEmpty())
                .count();
        return names > values.size()
                && (values.isEmpty() || counts(values))
                && record.stream().noneMatch(FirstRecord::isAddress);
    }

    /** Whether several whole numbers or days among its fields go on in even steps, as the names of a report's columns do. */
    static boolean goesOnEvenly(List<String> record) {
        List<String> values = record.stream()
                .filter(field -> field != null && TypeEvidence.isValue(field.strip()))
                .map(String::strip)
                .toList();
        if (values.size() < 2 || !counts(values)) {
            return values.size() == record.size() && counts(values);
        }
        List<Long> numbers = values.stream().map(HeaderLook::number).toList();
        long step = numbers.get(1) - numbers.get(0);
        if (numbers.size() == 2) {
            return Math.abs(step) == 1 || numbers.stream().allMatch(year -> year >= 1900 && year <= 2100);
        }
        for (int i = 2; i < numbers.size(); i++) {
            if (numbers.get(i) - numbers.get(i - 1) != step) {
                return false;
            }
        }
        return true;
    }

    private static long number(String value) {
        return TypeEvidence.typeOf(value).equals("date")
                ? LocalDate.parse(value).toEpochDay()
                : Long.parseLong(value);
    }

    private static boolean counts(List<String> values) {
        List<Long> numbers = new ArrayList<>();
        for (String value : values) {
            switch (TypeEvidence.typeOf(value)) {
                case "bigint" -> numbers.add(Long.parseLong(value));
                case "date" -> numbers.add(LocalDate.parse(value).toEpochDay());
                default -> {
                    return false;
                }
            }
        }
        boolean sameKind = values.stream().map(TypeEvidence::typeOf).distinct().count() == 1;
        return sameKind && (ordered(numbers, Comparator.naturalOrder()) || ordered(numbers, Comparator.reverseOrder()));
    }

    private static boolean ordered(List<Long> numbers, Comparator<Long> order) {
        for (int i = 1; i < numbers.size(); i++) {
            if (order.compare(numbers.get(i - 1), numbers.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
