package routes.command;

import ingest.FileKind;
import ingest.LoadOptions;
import ingest.LoadRequest;
import ingest.OptionMeaning;
import ingest.OptionTexts;
import ingest.Redrive;
import ingest.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ledger.Door;
import ledger.LetterFilter;
import ledger.Problem;
import ledger.ProblemException;
import ledger.RunHeader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands of loading. */
final class IngestCommands {

    private IngestCommands() {}

    /** Files into tables. */
    @Command(
            name = "ingest",
            description = "Loads files into tables.",
            mixinStandardHelpOptions = true,
            modelTransformer = LoadOptionsOfCommand.class)
    static final class Ingest extends RunCommand {

        /** Where others name a file. */
        private static final String STANDARD_INPUT = "-";

        @Spec
        private CommandSpec command;

        @Parameters(
                arity = "1..*",
                paramLabel = "FILE",
                description = "Files of any kind that is taken, or - for standard input.")
        private List<Path> files;

        @Option(names = "--table", description = "The table; the file's name without its ends unless given.")
        private String table;

        @Override
        public Integer call() throws SQLException, IOException {
            OptionTexts said = LoadOptionsOfCommand.said(command);
            List<LoadRequest> requests = new ArrayList<>();
            try (UnpackedFiles unpacked = new UnpackedFiles(door().loading())) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    if (file.toString().equals(STANDARD_INPUT)) {
                        requests.add(input(said));
                    } else if (ZipArchive.isNamed(name)) {
                        unpacked.of(realPath(file))
                                .forEach(entry -> requests.add(request(entry.path(), entry.name(), said)));
                    } else {
                        requests.add(request(realPath(file), name, said));
                    }
                }
                OptionMeaning.require(said, requests);
                return door().tell(door().load(requests), output());
            } finally {
                for (LoadRequest request : requests) {
                    door().spool().forget(request.run());
                }
            }
        }

        private LoadRequest input(OptionTexts said) throws IOException {
            if (table == null) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "standard input has no name: say --table as well");
            }
            RunHeader header = RunHeader.next(Door.COMMAND);
            return request(header, received(header), table + ".csv", said);
        }

        private LoadRequest request(Path file, String name, OptionTexts said) {
            return request(RunHeader.next(Door.COMMAND), file, name, said);
        }

        private LoadRequest request(RunHeader header, Path file, String name, OptionTexts said) {
            LoadOptions options = LoadOptions.read(door().profiles()
                    .complete(said)
                    .over(FileKind.of(name).map(FileKind::usual).orElse(OptionTexts.NONE)));
            return new LoadRequest(
                    header,
                    Optional.ofNullable(table).orElse(FileKind.stem(name)),
                    file,
                    name,
                    LoadRequest.Format.CSV,
                    options);
        }

        /** Standard input as a file: it is read more than once. */
        private Path received(RunHeader header) throws IOException {
            Path body = door().spool().body(header.run());
            try {
                Files.copy(System.in, body);
                return body;
            } catch (IOException e) {
                door().spool().forget(header.run());
                throw e;
            }
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

        @Option(names = "--all", description = "Letters of all tables and runs.")
        private boolean all;

        @Override
        public Integer call() throws SQLException {
            LetterFilter filter = new LetterFilter(ids, table, run, null, sqlstate, column, null);
            if (all && filter.chooses()) {
                throw new ProblemException(
                        Problem.malformed("--all is said beside a choice", "say --all alone, or leave it out"));
            }
            if (!all && !filter.chooses()) {
                throw new ProblemException(Problem.malformed(
                        "it is not said which letters",
                        "choose by --id, --table, --run, --sqlstate or --column, or say --all"));
            }
            return ask(new Redrive.Request(RunHeader.next(Door.COMMAND), filter));
        }
    }
}
