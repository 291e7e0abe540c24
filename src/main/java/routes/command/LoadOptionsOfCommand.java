package routes.command;

import ingest.OptionTexts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command every option of a load under its own name: what other doors can say, it can. */
public final class LoadOptionsOfCommand implements IModelTransformer {

    /** Those that hold as soon as they are named. */
    private static final Set<String> FLAGS = Set.of("again", "create", "trim");

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("again", "Load the same bytes once more."),
            Map.entry("columns", "What the fields are, in their order; - leaves one out."),
            Map.entry("create", "Make the table if it is not there."),
            Map.entry("database", "The database to load into, by its name; main unless given."),
            Map.entry("dates", "The order of numeric dates: iso, dmy, mdy or ymd."),
            Map.entry("delimiter", "What separates fields; found out unless given."),
            Map.entry("encoding", "UTF-8 unless given or marked."),
            Map.entry("header", "auto, present or absent."),
            Map.entry("map", "From the file's name of a field to a column: Name:column; repeats."),
            Map.entry("mode", "insert, upsert or replace; insert unless given."),
            Map.entry("null", "What stands for null; nothing unless given; repeats."),
            Map.entry("profile", "Options that are configured under this name."),
            Map.entry("quote", "One character, or none."),
            Map.entry("types", "Types of a table that is made: column:type, separated by commas."));

    @Override
    public CommandSpec transform(CommandSpec command) {
        for (String name : OptionTexts.NAMES) {
            OptionSpec.Builder option = OptionSpec.builder("--" + name)
                    .description(MEANINGS.getOrDefault(name, "As at the other doors; see docs/loading.md."));
            if (FLAGS.contains(name)) {
                option.type(Boolean.class).arity("0");
            } else if (OptionTexts.REPEATABLE.contains(name)) {
                option.type(List.class).auxiliaryTypes(String.class).arity("1");
            } else {
                option.type(String.class).arity("1");
            }
            command.addOption(option.build());
        }
        return command;
    }

    /** What was said on the command line. */
    static OptionTexts said(CommandSpec command) {
        Map<String, List<String>> said = new TreeMap<>();
        for (String name : OptionTexts.NAMES) {
            Object value = command.findOption("--" + name).getValue();
            if (value instanceof List<?> several) {
                said.put(name, several.stream().map(Object::toString).toList());
            } else if (value != null) {
                said.put(name, List.of(value.toString()));
            }
        }
        return new OptionTexts(said);
    }
}
