package ledger;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of runs that there are: all that any capability says. */
@ApplicationScoped
public class RunKinds {

    private final Map<String, RunKind> byName;

    public RunKinds(@All List<RunKind> kinds) {
        byName = kinds.stream().collect(Collectors.toMap(RunKind::name, Function.identity()));
    }

    /** The names of all of them. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** The kind of that run; one that nobody knows any more, or not yet, is one of which nothing is to be said. */
    public RunKind of(Run run) {
        return byName.getOrDefault(run.kind(), RunKind.named(run.kind()));
    }
}
