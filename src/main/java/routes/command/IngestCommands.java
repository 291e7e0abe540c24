package routes.command;

import ingest.Inbox;
import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionTexts;
import ingest.Redrive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import ledger.Door;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.Run;
import ledger.RunHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rows.load.LoadMode;

/** The commands of loading. */
final class IngestCommands {

    private IngestCommands() {}

    /** Files into tables. */
    @Command(name = "ingest", description = "Loads CSV files.", mixinStandardHelpOptions = true)
    static final class Ingest extends RunCommand {

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV files, also compressed by gzip.")
        private List<Path> files;

        @Option(names = "--table", description = "The table; the file's name without .csv unless given.")
        private String table;

        @Option(names = "--mode", description = "${COMPLETION-CANDIDATES}; INSERT by default.", defaultValue = "INSERT")
        private LoadMode mode;

        @Option(names = "--header", description = "auto, present or absent.")
        private String header;

        @Option(names = "--delimiter", description = "One character, or tab; found out unless given.")
        private String delimiter;

        @Option(names = "--quote", description = "One character; \" by default.")
        private String quote;

        @Option(names = "--encoding", description = "UTF-8 unless given or marked.")
        private String encoding;

        @Option(names = "--null", description = "What stands for null; nothing by default.")
        private String nullText;

        @Option(names = "--again", description = "Load the same bytes once more.")
        private boolean again;

        @Override
        public Integer call() {
            LoadOptions options = LoadOptions.read(said());
            List<Run> runs = new ArrayList<>();
            for (Path file : files) {
                LoadRequest request = request(file, options);
                runs.add(door().watch(request, request.fileName()));
            }
            return door().tell(runs, output());
        }

        private OptionTexts said() {
            Map<String, List<String>> said = new HashMap<>();
            said.put("mode", List.of(mode.text()));
            said.put("again", List.of(String.valueOf(again)));
            say(said, "header", header);
            say(said, "delimiter", delimiter);
            say(said, "quote", quote);
            say(said, "encoding", encoding);
            say(said, "null", nullText);
            return new OptionTexts(said);
        }

        private static void say(Map<String, List<String>> said, String name, String text) {
            if (text != null) {
                said.put(name, List.of(text));
            }
        }

        private LoadRequest request(Path file, LoadOptions options) {
            String name = file.getFileName().toString();
            return new LoadRequest(
                    RunHeader.next(Door.COMMAND),
                    Optional.ofNullable(table).orElse(Inbox.tableOf(name)),
                    realPath(file),
                    name,
                    LoadRequest.Format.CSV,
                    options);
        }

        private static Path realPath(Path file) {
            try {
                if (Files.isRegularFile(file)) {
                    return file.toRealPath();
                }
            } catch (IOException e) {
                throw new ProblemException(Problem.notFound("cannot read " + file, "check its permissions"));
            }
            throw new ProblemException(Problem.notFound("there is no file " + file, "check the path"));
        }
    }

    /** Dead letters once more. */
    @Command(name = "redrive", description = "Tries dead letters again.", mixinStandardHelpOptions = true)
    static final class RedriveLetters extends RunCommand {

        @Option(names = "--id", description = "These letters only.")
        private List<Long> ids;

        @Option(names = "--table", description = "Letters of this table only.")
        private String table;

        @Option(names = "--run", description = "Letters of this run only.")
        private UUID run;

        @Option(names = "--sqlstate", description = "Letters with this error only.")
        private String sqlstate;

        @Option(names = "--column", description = "Letters with this column at fault only.")
        private String column;

        @Override
        public Integer call() throws SQLException {
            LetterFilter filter = new LetterFilter(ids, table, run, null, sqlstate, column, null);
            return ask(new Redrive.Request(RunHeader.next(Door.COMMAND), filter));
        }
    }
}
