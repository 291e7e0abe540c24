package routes.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ledger.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import reports.ReportAnswer;

/** Reads a report. */
@Command(name = "report", description = "Reads a report and prints its rows.", mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Parameters(paramLabel = "NAME", description = "As in hires-by-quarter.")
    private String name;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the report, as in year=2021.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--database", description = "The database that it is read from; the one that is looked after.")
    private String database;

    @Option(names = "--output", description = "text, json or csv.", defaultValue = "TEXT")
    private Output output;

    /** How the rows are printed. */
    private enum Output {
        TEXT,
        JSON,
        CSV
    }

    @Override
    public Integer call() {
        Map<String, String> said = new LinkedHashMap<>(parameters);
        if (database != null) {
            said.put("database", database);
        }
        if (output == Output.CSV) {
            System.out.print(parent.door().report("direct:report-csv", name, said, String.class));
            return ExitCode.DONE;
        }
        ReportAnswer answer = parent.door().report("direct:report-read", name, said, ReportAnswer.class);
        System.out.println(output == Output.JSON ? Json.write(answer) : text(answer));
        return ExitCode.DONE;
    }

    private static String text(ReportAnswer answer) {
        List<List<String>> records = answer.records();
        int[] widths = IntStream.range(0, answer.columns().size())
                .map(column -> records.stream()
                        .mapToInt(record -> record.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (List<String> record : records) {
            text.append(IntStream.range(0, record.size())
                            .mapToObj(column -> record.get(column)
                                    + " "
                                            .repeat(widths[column]
                                                    - record.get(column).length()))
                            .collect(Collectors.joining("  "))
                            .stripTrailing())
                    .append('\n');
        }
        if (answer.truncated()) {
            text.append("there are more rows than these\n");
        }
        answer.notes().forEach(note -> text.append(note).append('\n'));
        return text.toString().stripTrailing();
    }
}
