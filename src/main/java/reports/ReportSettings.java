package reports;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an operator may change about reports. */
@ConfigMapping(prefix = "reports")
public interface ReportSettings {

    /** Where reports of one's own lie, a file each; one that is called as a shipped one takes its place. */
    @WithDefault("reports")
    Path folder();

    /** The role of the database that statements of reports run as; the service's own unless set. */
    Optional<String> role();

    /** How long the database may take for a statement, from 1 ms. */
    @WithDefault("30S")
    @WithConverter(DurationConverter.class)
    Duration timeout();

    /** Rows that an answer holds at most, 1 to 1,000,000; whoever asks is told where there are more. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxRows();

    /**
     * Bytes of JSON that the rows of an answer have at most, 1 to 1 GiB: all of them are in memory several times, for each
     * report that is read.
     */
    @WithDefault("4194304")
    @Min(1)
    @Max(1 << 30)
    int maxBytes();

    /** Reports that are read at the same time, each on a connection; who asks beyond that may come again. */
    @WithDefault("4")
    @Min(1)
    @Max(16)
    int atOnce();

    /** What is set for single reports, by their names. */
    @WithParentName
    Map<String, OneReport> byName();

    /** A report that is sent by itself. */
    interface OneReport {

        /** When it is read and sent, as a Quartz cron expression; never unless set. */
        Optional<String> cron();

        /** Its parameters then; their defaults unless set. */
        Map<String, String> parameters();

        /** The database that it is read from then. */
        @WithDefault("main")
        String database();
    }
}
