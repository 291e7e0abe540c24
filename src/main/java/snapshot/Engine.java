package snapshot;

/** Who brings the rows of a snapshot into files. */
public enum Engine {
    /** This process. */
    SERVICE,
    /** Executors of Spark, each table in parts. */
    SPARK,
    /** The one or the other, by how large the tables are. */
    AUTO
}
