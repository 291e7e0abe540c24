package ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What an operator may change about loading. */
@ConfigMapping(prefix = "ingest")
public interface IngestSettings {

    /** Where files are dropped; below the data directory unless set. */
    Path inbox();

    /** Makes a table for a file that has a header and none to go to; off, because a typing error would make one too. */
    @WithDefault("false")
    boolean createTables();

    /** When a file is given back whole because too much of it is wrong. */
    Reject reject();

    /** Files and requests loaded at the same time; more than the server has cores only makes them wait there. */
    @WithDefault("2")
    @Min(1)
    int atOnce();

    /** The longest record taken, in bytes: it has to fit in memory, and PostgreSQL has limits of its own. */
    @WithDefault("16777216")
    @Min(1024)
    @Max(1 << 30)
    int maxRecordBytes();

    /** The largest body of an upload, in bytes, as sent. */
    @WithDefault("107374182400")
    @Min(1)
    long maxUploadBytes();

    /** Milliseconds a file must lie still before it is taken: a writer that pauses longer loses its second half. */
    @WithDefault("500")
    @PositiveOrZero
    long settleMillis();

    /** What compressed files may do. */
    Gzip gzip();

    /** Limits past which the whole file is undone. */
    interface Reject {

        /** The most dead letters one file may make. */
        @PositiveOrZero
        OptionalLong maxCount();

        /** The largest share of a file's rows that may become dead letters, 0 to 100. */
        @Min(0)
        @Max(100)
        OptionalDouble maxPercent();
    }

    /** Limits of decompression. */
    interface Gzip {

        /** How many times its size a file may grow to; CSV rarely passes 50, a bomb passes 1000. */
        @WithDefault("300")
        @Min(1)
        int maxRatio();
    }
}
