package parts;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;
import snapshot.parts.DatabaseInEnvironment;
import snapshot.parts.PartTask;
import snapshot.parts.PartWriter;

/**
 * Has executors write parts, one task each, and writes to its standard output what became of each, once, whatever was lost and
 * tried again on the way. Its argument: a file with a {@link PartTask} a line.
 */
public final class WriteParts {

    private WriteParts() {}

    public static void main(String[] arguments) throws IOException {
        Parent.watch();
        List<String> tasks = Files.readAllLines(Path.of(arguments[0]));
        try (JavaSparkContext spark = new JavaSparkContext(Access.handedOn().setAppName("caravanserai-snapshot"))) {
            run(spark, tasks, System.out::println);
        }
        System.out.flush();
    }

    /** @param written told of each part as soon as it is written */
    static void run(JavaSparkContext spark, List<String> tasks, Consumer<String> written) {
        spark.sc()
                .runJob(
                        spark.parallelize(tasks, tasks.size()).rdd(),
                        (Function1<Iterator<String>, String> & Serializable) task -> write(task.next()),
                        (part, told) -> {
                            written.accept((String) told);
                            return BoxedUnit.UNIT;
                        },
                        ClassTag$.MODULE$.apply(String.class));
    }

    private static String write(String task) {
        try {
            return new PartWriter(DatabaseInEnvironment.read()).write(PartTask.of(task)).toJson();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("cannot write a part: " + e.getMessage(), e);
        }
    }
}
