package routes.command;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reports.Metabase;
import reports.ReportSettings;
import reports.Reports;

/** Sets up a Metabase that stands beside the service; needs neither its database nor the service itself. */
@Command(
        name = "metabase",
        description =
                "Sets up a Metabase beside the service: the database, a question for each shipped report, a dashboard.",
        mixinStandardHelpOptions = true)
final class MetabaseCommand implements Callable<Integer> {

    @Option(names = "--url", description = "Where it is; http://metabase:3000.", defaultValue = "http://metabase:3000")
    private URI url;

    @Option(names = "--email", description = "Who looks after it.", defaultValue = "admin@caravanserai.local")
    private String email;

    @Option(names = "--password-file", required = true, description = "The file with his password.")
    private Path passwordFile;

    @Option(names = "--database-host", description = "The server as Metabase calls it.", defaultValue = "postgres")
    private String host;

    @Option(names = "--database-port", description = "Its port.", defaultValue = "5432")
    private int port;

    @Option(names = "--database", description = "The database.", defaultValue = "main")
    private String database;

    @Option(
            names = "--user",
            description = "As whom it is asked, who should only be able to read.",
            defaultValue = "metabase")
    private String user;

    @Option(names = "--user-password-file", required = true, description = "The file with that password.")
    private Path userPasswordFile;

    @Override
    public Integer call() throws IOException {
        Reports reports = new Reports(new SmallRyeConfigBuilder()
                .withConverter(Path.class, 100, Path::of)
                .withMapping(ReportSettings.class)
                .build()
                .getConfigMapping(ReportSettings.class));
        URI dashboard = new Metabase(url)
                .setUp(
                        new Metabase.Admin(email, Files.readString(passwordFile).strip()),
                        new Metabase.Source(
                                database,
                                host,
                                port,
                                database,
                                user,
                                Files.readString(userPasswordFile).strip()),
                        reports.questions());
        System.out.println("the dashboard is at " + dashboard.getPath() + " for " + email);
        return ExitCode.DONE;
    }
}
