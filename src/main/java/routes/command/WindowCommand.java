package routes.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import recovery.receive.KeptDeadRows;
import recovery.window.WindowFacts;

/** From when to when the server can be rewound. */
@Command(
        name = "window",
        description = "Tells from when to when the server can be rewound, by what lies on disk.",
        mixinStandardHelpOptions = true)
final class WindowCommand implements Callable<Integer> {

    @ParentCommand
    private Commands parent;

    @Option(names = "--output", description = "text or json.", defaultValue = "TEXT")
    private Commands.Output output;

    @Override
    public Integer call() throws IOException {
        WindowFacts window = parent.door().window();
        output.print(window, WindowCommand::text);
        return ExitCode.DONE;
    }

    private static String text(WindowFacts window) {
        StringBuilder text = new StringBuilder();
        if (window.from() != null) {
            text.append("from %s (%s) to %s (%s)%n"
                    .formatted(
                            window.from().time(),
                            window.from().lsn(),
                            window.to().time(),
                            window.to().lsn()));
        }
        window.spans()
                .forEach(span -> text.append("  %s reaches from %s to %s%n"
                        .formatted(
                                span.baseBackup(), span.from().lsn(), span.to().lsn())));
        window.holes()
                .forEach(hole -> text.append("  log is missing from %s to %s%n".formatted(hole.from(), hole.to())));
        KeptDeadRows dead = window.receiver().deadRows();
        if (dead != null && dead.rows() != null) {
            text.append("  %d dead rows, about %d bytes, are in the database; those of the last %d s are kept%n"
                    .formatted(dead.rows(), dead.bytes(), dead.seconds()));
        }
        window.warnings().forEach(warning -> text.append("  ").append(warning).append('\n'));
        window.advice().forEach(advice -> text.append("  ").append(advice).append('\n'));
        return text.toString().stripTrailing();
    }
}
