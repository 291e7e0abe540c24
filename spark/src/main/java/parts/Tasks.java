package parts;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Lines of a file, each done by an executor and answered once, whatever was lost and tried again on the way. */
final class Tasks {

    private Tasks() {}

    /** Does one; goes to the executors. */
    interface Task extends Serializable {
        String run(String task);
    }

    /** Writes the answers to standard output, each as soon as it is there. */
    static void run(String name, Path file, Task task) throws IOException {
        Parent.watch();
        List<String> tasks = Files.readAllLines(file);
        try (JavaSparkContext spark = new JavaSparkContext(Access.handedOn().setAppName(name))) {
            spark.sc()
                    .runJob(
                            spark.parallelize(tasks, tasks.size()).rdd(),
                            (Function1<Iterator<String>, String> & Serializable) one -> task.run(one.next()),
                            (part, told) -> {
                                System.out.println((String) told);
                                return BoxedUnit.UNIT;
                            },
                            ClassTag$.MODULE$.apply(String.class));
        }
        System.out.flush();
    }
}
