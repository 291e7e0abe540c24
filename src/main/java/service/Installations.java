package service;

import ingest.Inbox;
import ingest.IngestSettings;
import ingest.Spool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import ledger.Installation;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this installation keeps on disk, as the beans that need it. */
class Installations {

    @Produces
    @Singleton
    Inbox inbox(IngestSettings settings) throws IOException {
        return new Inbox(settings.inbox());
    }

    @Produces
    @Singleton
    Spool spool(@ConfigProperty(name = "data.dir") Path data) throws IOException {
        return new Spool(data.resolve("spool"));
    }

    @Produces
    @Singleton
    Installation installation() {
        return new Installation("dev");
    }
}
