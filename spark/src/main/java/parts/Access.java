package parts;

import org.apache.spark.SparkConf;
import snapshot.parts.DatabaseInEnvironment;

/** The way into the database, as the driver has it in its environment, for executors on whatever machine. */
final class Access {

    private Access() {}

    /** Settings by which they have it too; neither a page nor a log of Spark shows it. */
    static SparkConf handedOn() {
        SparkConf conf = new SparkConf().set("spark.redaction.regex", "(?i)secret|password|token|caravanserai_");
        for (String name : DatabaseInEnvironment.NAMES) {
            String value = System.getenv(name);
            if (value != null) {
                conf.setExecutorEnv(name, value);
            }
        }
        return conf;
    }
}
