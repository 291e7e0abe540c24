package reports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the comment at the head of a report says, a line each: {@code -- title: Hires by quarter}. Other lines of it are for
 * those who read the file.
 *
 * @param title the report's name unless said
 * @param description null unless said
 * @param chart null unless said
 * @param notes the file of the statement that gives remarks on the rows, or null
 */
record ReportHeader(
        String title,
        String description,
        List<Parameter> parameters,
        Chart chart,
        List<NeededTable> needs,
        String notes) {

    /** Said by the service, and not of a report. */
    static final String DATABASE = "database";

    private static final Pattern LINE =
            Pattern.compile("--\\s*(title|description|parameter|chart|needs|notes)\\s*:\\s*(.*\\S)\\s*");
    private static final Pattern PARAMETER =
            Pattern.compile("([a-z_][a-z0-9_]*)\\s+([a-z]+)(?:\\s*=\\s*(.*?))?(?:\\s*\\(([^()]*)\\))?");
    private static final Pattern CHART = Pattern.compile("([a-z-]+)\\s+of\\s+(.+)\\s+by\\s+(\\S+)");
    private static final Pattern NEEDED = Pattern.compile("\\s*([\\w.]+)\\s*\\(([\\w\\s,]+)\\)\\s*(?:,|$)");

    ReportHeader {
        parameters = List.copyOf(parameters);
        needs = List.copyOf(needs);
    }

    /** @throws ReportFault naming the line that cannot be understood */
    static ReportHeader read(String name, String text) {
        String title = name;
        String description = null;
        Chart chart = null;
        String notes = null;
        List<Parameter> parameters = new ArrayList<>();
        List<NeededTable> needs = new ArrayList<>();
        for (String line : head(text)) {
            Matcher said = LINE.matcher(line);
            if (!said.matches()) {
                continue;
            }
            String what = said.group(2);
            switch (said.group(1)) {
                case "title" -> title = what;
                case "description" -> description = description == null ? what : description + " " + what;
                case "parameter" -> parameters.add(parameter(what));
                case "chart" -> chart = chart(what);
                case "needs" -> needs.addAll(needs(what));
                default -> notes = what;
            }
        }
        requireDifferent(parameters);
        return new ReportHeader(title, description, parameters, chart, needs, notes);
    }

    private static List<String> head(String text) {
        return text.lines()
                .map(String::strip)
                .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                .toList();
    }

    private static Parameter parameter(String text) {
        Matcher said = PARAMETER.matcher(text);
        if (!said.matches() || said.group(1).equals(DATABASE)) {
            throw new ReportFault("a parameter is \"name type\", \"name type = default\" and a description in brackets,"
                    + " and not called " + DATABASE + ": " + text);
        }
        ParameterType type = ParameterType.of(said.group(2))
                .orElseThrow(() -> new ReportFault("there is no type " + said.group(2) + ", but "
                        + Arrays.stream(ParameterType.values())
                                .map(ParameterType::text)
                                .collect(Collectors.joining(", "))));
        JsonNode otherwise = Optional.ofNullable(said.group(3))
                .map(value -> type.read(value)
                        .orElseThrow(() -> new ReportFault(
                                "the default of " + said.group(1) + " is " + type.words() + ", not " + value)))
                .orElse(null);
        return new Parameter(said.group(1), type, otherwise, said.group(4));
    }

    private static void requireDifferent(List<Parameter> parameters) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new ReportFault("a parameter is declared twice, of " + String.join(", ", names));
        }
    }

    private static Chart chart(String text) {
        Matcher said = CHART.matcher(text);
        Optional<Chart.Kind> kind = said.matches() ? Chart.Kind.of(said.group(1)) : Optional.empty();
        return kind.map(drawn -> new Chart(
                        drawn, said.group(3), List.of(said.group(2).strip().split("\\s*,\\s*"))))
                .orElseThrow(() -> new ReportFault(
                        "a chart is bars, stacked-bars or lines \"of\" columns \"by\" a column, " + "not: " + text));
    }

    private static List<NeededTable> needs(String text) {
        List<NeededTable> needs = new ArrayList<>();
        Matcher needed = NEEDED.matcher(text);
        int end = 0;
        while (needed.find() && needed.start() == end) {
            needs.add(new NeededTable(
                    needed.group(1), List.of(needed.group(2).strip().split("\\s*,\\s*"))));
            end = needed.end();
        }
        if (end < text.length()) {
            throw new ReportFault("what a report needs is \"table(column, column), table(column)\", not: " + text);
        }
        return needs;
    }
}
