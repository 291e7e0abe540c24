package ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an operator may change about loading. */
@ConfigMapping(prefix = "ingest")
public interface IngestSettings {

    /** Where files are dropped; below the data directory unless set. */
    Path inbox();

    /** Where corrected sheets of letters are dropped; below the data directory unless set. */
    Path corrections();

    /** Makes a table for a file that has a header and none to go to; off, because a typing error would make one too. */
    @WithDefault("false")
    boolean createTables();

    /** When a file is given back whole because too much of it is wrong. */
    Reject reject();

    /** What a replace may do to a table. */
    Replace replace();

    /** Keeps what a load overwrites, and by what to find the rows that it puts in, so that it can be taken back. */
    @WithDefault("true")
    boolean undo();

    /** For how many days that is kept; of a replace only until the next one of its table. */
    @WithDefault("7")
    @Min(0)
    int undoDays();

    /** Days that files stay in {@code .loaded}, {@code .rejected}, {@code .already} and {@code .refused}; for ever unless it is set. */
    OptionalInt keepFiles();

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

    /** How long something that is not loaded may lie in the inbox before it is put away as refused. */
    @WithDefault("PT1H")
    Duration refuseAfter();

    /** Options of loads under a name: name, option, text. */
    Map<String, Map<String, String>> profiles();

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

    /** How little a replace may leave. */
    interface Replace {

        /**
         * The share of the rows that are there which has to come, 0 to 100. Unset, only a file without a row is refused; 0
         * lets it empty the table.
         */
        @Min(0)
        @Max(100)
        OptionalDouble minPercent();
    }

    /** Limits of decompression. */
    interface Gzip {

        /** How many times its size a file may grow to; CSV rarely passes 50, a bomb passes 1000. */
        @WithDefault("300")
        @Min(1)
        int maxRatio();
    }
}
