package rows.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import ledger.Problem;
import ledger.ProblemException;

/**
 * Spark as it lies on this machine.
 *
 * @param jars the folder of its own jars
 * @param application the jar of our jobs
 */
record SparkHome(Path jars, Path application) {

    private static final String HINT =
            "./mvnw -f spark/pom.xml package lays one out: then set spark.home=spark/target/spark;"
                    + " or ask with engine=service, which needs none";

    /**
     * The one that the settings name.
     *
     * @throws ProblemException if there is none
     */
    static SparkHome of(SparkSettings settings) {
        Path home = settings.home()
                .orElseThrow(() -> missing("there is no Spark here: spark.home is not set"))
                .toAbsolutePath();
        Path jars = home.resolve("jars");
        if (!Files.isDirectory(jars)) {
            throw missing("there is no Spark in " + home + ": it has no folder jars");
        }
        Path application = settings.application()
                .orElse(home.resolve("caravanserai-spark.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(application)) {
            throw missing("the jar of our jobs is missing: " + application);
        }
        return new SparkHome(jars, application);
    }

    private static ProblemException missing(String what) {
        return new ProblemException(Problem.refused(what, HINT));
    }
}
