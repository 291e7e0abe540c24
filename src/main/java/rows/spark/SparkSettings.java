package rows.spark;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where Spark is, and how jobs run on it. */
@ConfigMapping(prefix = "spark")
public interface SparkSettings {

    /** A distribution of Spark, or what {@code ./mvnw -f spark/pom.xml package} lays out; without one no job runs. */
    Optional<Path> home();

    /** Where jobs run: {@code local[*]} within one process of this machine, or a cluster, {@code spark://host:7077}. */
    @WithDefault("local[*]")
    String master();

    /** The jar of our jobs; {@code caravanserai-spark.jar} in the home unless set. */
    Optional<Path> application();

    /** The heap of the process that leads a job; with a local master all work is done in it. */
    @WithDefault("1g")
    @Pattern(regexp = "[0-9]+[mg]", message = "is a number of megabytes or gigabytes, as in 700m or 2g")
    String driverMemory();

    /** Further settings of Spark itself, as in {@code spark.conf."spark.executor.memory"=700m}. */
    Map<String, String> conf();

    /** What jobs have on disk while they run, and the logs of those that failed. */
    Path work();
}
