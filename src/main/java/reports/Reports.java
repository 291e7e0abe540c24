package reports;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ledger.Problem;
import ledger.ProblemException;
import ledger.UnknownName;
import postgres.Databases;

/** The reports that there are: those that came with the service, and those of the folder as they lie there now. */
@ApplicationScoped
public class Reports {

    /** People hired in a year, by quarter. */
    public static final String HIRES_BY_QUARTER = "hires-by-quarter";

    /** Departments that hired more than they did on the mean. */
    public static final String DEPARTMENTS_ABOVE_MEAN = "departments-above-mean";

    private static final List<String> SHIPPED = List.of(DEPARTMENTS_ABOVE_MEAN, HIRES_BY_QUARTER);

    private static final String ENDING = ".sql";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\\.sql");
    private static final long MOST_BYTES = 1 << 20;

    private final ReportSettings settings;

    public Reports(ReportSettings settings) {
        this.settings = settings;
    }

    /** All of them by name, also those that cannot be read. */
    public List<ReportFacts> list() {
        return names().stream().map(this::facts).toList();
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(SHIPPED);
        if (Files.isDirectory(settings.folder())) {
            try (Stream<Path> files = Files.list(settings.folder())) {
                files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(ENDING))
                        .map(file -> file.substring(0, file.length() - ENDING.length()))
                        .filter(name -> NAME.matcher(name).matches())
                        .forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the folder " + settings.folder(), e);
            }
        }
        return names;
    }

    private ReportFacts facts(String name) {
        String cron = Optional.ofNullable(settings.byName().get(name))
                .flatMap(ReportSettings.OneReport::cron)
                .orElse(null);
        boolean shipped = SHIPPED.contains(name) && !Files.exists(file(name));
        try {
            ReportHeader header = find(name).header();
            return new ReportFacts(
                    name,
                    header.title(),
                    header.description(),
                    header.parameters(),
                    header.chart(),
                    cron,
                    shipped,
                    null);
        } catch (ProblemException faulty) {
            return new ReportFacts(
                    name,
                    name,
                    null,
                    List.of(),
                    null,
                    cron,
                    shipped,
                    faulty.problem().detail());
        }
    }

    /**
     * What somebody asks of the report of that name.
     *
     * @param said values of parameters by name, and {@code database}
     * @throws ProblemException if there is no such report, it cannot be read, or it has no such parameter
     */
    public ReportRequest ask(String name, Map<String, String> said) {
        Report report = find(name);
        List<Parameter> parameters = report.header().parameters();
        List<String> known =
                new ArrayList<>(parameters.stream().map(Parameter::name).toList());
        known.add(ReportHeader.DATABASE);
        for (String other : said.keySet()) {
            if (!known.contains(other)) {
                throw new ProblemException(Problem.malformed(
                        "the report " + name + " has no parameter \"" + other + '"',
                        UnknownName.ways(other, known, "one of ")));
            }
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        parameters.forEach(parameter -> values.put(parameter.name(), parameter.value(said.get(parameter.name()))));
        return new ReportRequest(report, values, said.getOrDefault(ReportHeader.DATABASE, Databases.MAIN));
    }

    /** Those that came with the service, as somebody else may ask the database. */
    public List<Metabase.Question> questions() {
        return SHIPPED.stream()
                .map(name -> {
                    ReportHeader header = find(name).header();
                    String sql = text(name + ENDING);
                    for (Parameter parameter : header.parameters()) {
                        sql = sql.replaceAll("(?<!:):" + parameter.name() + "\\b", "{{" + parameter.name() + "}}");
                    }
                    return new Metabase.Question(header.title(), header.description(), sql, header.parameters());
                })
                .toList();
    }

    /** What is asked of a report that is sent by itself. */
    public ReportRequest scheduled(String name) {
        ReportSettings.OneReport set = settings.byName().get(name);
        Map<String, String> said = new TreeMap<>(set.parameters());
        said.put(ReportHeader.DATABASE, set.database());
        return ask(name, said);
    }

    private Report find(String name) {
        try {
            String text = NAME.matcher(name).matches() ? text(name + ENDING) : null;
            if (text == null) {
                throw new ProblemException(Problem.notFound(
                        "there is no report \"" + name + '"', UnknownName.ways(name, names(), "there are ")));
            }
            ReportHeader header = ReportHeader.read(name, text);
            ReportStatement notes =
                    header.notes() == null ? null : ReportStatement.read(notes(header.notes()), header.parameters());
            return new Report(name, header, ReportStatement.read(text, header.parameters()), notes);
        } catch (ReportFault fault) {
            throw new ProblemException(Problem.refused(
                    "the report " + name + " cannot be read: " + fault.getMessage(), "mend " + file(name)));
        }
    }

    private String notes(String file) {
        String text = FILE.matcher(file).matches() ? text(file) : null;
        if (text == null) {
            throw new ReportFault("its notes are to come from a file beside it, and there is no " + file);
        }
        return text;
    }

    private Path file(String name) {
        return settings.folder().resolve(name + ENDING);
    }

    /** The text of that file: of the folder, or else of those that were shipped; null where there is none. */
    private String text(String file) {
        Path own = settings.folder().resolve(file);
        try {
            if (Files.isRegularFile(own)) {
                if (Files.size(own) > MOST_BYTES) {
                    throw new ReportFault(file + " is larger than 1 MiB");
                }
                return Files.readString(own);
            }
            try (InputStream shipped = Reports.class.getClassLoader().getResourceAsStream("reports/" + file)) {
                return shipped == null ? null : new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (MalformedInputException e) {
            throw new ReportFault(file + " is not in UTF-8");
        } catch (IOException e) {
            throw new ReportFault(file + " cannot be read: " + e.getMessage());
        }
    }
}
