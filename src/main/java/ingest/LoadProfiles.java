package ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import ledger.Problem;
import ledger.ProblemException;

/** Options of loads under a name, as an operator configured them: {@code ingest.profiles.<name>.<option>}. */
@ApplicationScoped
public class LoadProfiles {

    private static final String PROFILE = "profile";

    private final Map<String, Map<String, String>> configured;

    public LoadProfiles(IngestSettings settings) {
        configured = settings.profiles();
    }

    /** What is said, and of the profile that it names, if it names one, what is not said. */
    public OptionTexts complete(OptionTexts said) {
        return said.text(PROFILE)
                .map(profile -> said.without(PROFILE).over(named(profile)))
                .orElse(said);
    }

    private OptionTexts named(String name) {
        Map<String, String> options = configured.get(name);
        if (options == null) {
            throw new ProblemException(Problem.malformed(
                    "there is no profile \"" + name + '"',
                    configured.isEmpty()
                            ? "set ingest.profiles." + name + ".<option>"
                            : "there are " + String.join(", ", new TreeSet<>(configured.keySet()))));
        }
        Map<String, List<String>> said = new HashMap<>();
        // Those that may be said more than once are numbered: map[0], map[1].
        new TreeMap<>(options).forEach((option, text) -> said.computeIfAbsent(
                        option.replaceFirst("\\[[0-9]+]$", ""), key -> new ArrayList<>())
                .add(text));
        return new OptionTexts(said);
    }

    /** What is wrong with them, each fault by itself. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        new TreeMap<>(configured).forEach((name, options) -> new TreeMap<>(options).forEach((option, text) -> {
            if (option.equals(PROFILE)) {
                faults.add("ingest.profiles." + name + ".profile: a profile names no other");
                return;
            }
            try {
                LoadOptions.read(OptionTexts.of(option.replaceFirst("\\[[0-9]+]$", ""), text));
            } catch (ProblemException e) {
                faults.add("ingest.profiles." + name + "." + option + ": "
                        + e.problem().detail());
            }
        }));
        if (faults.isEmpty()) {
            for (String name : new TreeSet<>(configured.keySet())) {
                try {
                    LoadOptions.read(named(name));
                } catch (ProblemException e) {
                    faults.add("ingest.profiles." + name + ": " + e.problem().detail());
                }
            }
        }
        return faults;
    }
}
