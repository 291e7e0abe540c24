package postgres.definition;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The statements that make tables in an empty database, none with a semicolon behind it.
 *
 * @param beforeData schemas, types, sequences, tables
 * @param afterData keys, checks, indexes, who inherits from whom, foreign keys, settings, comments, where sequences stand
 * @param triggers triggers and policies, which need functions and roles that are not in the definitions
 */
public record Script(List<String> beforeData, List<String> afterData, List<String> triggers) {

    public Script {
        beforeData = List.copyOf(beforeData);
        afterData = List.copyOf(afterData);
        triggers = List.copyOf(triggers);
    }

    static Script of(List<Ddl> tables) {
        return new Script(
                Stream.of(
                                each(tables, Ddl::schemas),
                                each(tables, Ddl::types),
                                // A default may draw from a sequence that belongs to a table further down.
                                each(tables, Ddl::ownedSequences),
                                each(tables, Ddl::sharedSequences),
                                each(tables, Ddl::table),
                                each(tables, Ddl::ownership))
                        .flatMap(Function.identity())
                        .toList(),
                Stream.of(
                                each(tables, Ddl::keys),
                                each(tables, Ddl::checks),
                                each(tables, Ddl::indexes),
                                inheritance(tables),
                                each(tables, Ddl::foreignKeys),
                                each(tables, Ddl::settings),
                                each(tables, Ddl::comments),
                                each(tables, Ddl::sequencePositions),
                                each(tables, Ddl::sharedSequencePositions))
                        .flatMap(Function.identity())
                        .toList(),
                Stream.concat(each(tables, Ddl::triggers), each(tables, Ddl::policies))
                        .toList());
    }

    private static Stream<String> inheritance(List<Ddl> tables) {
        return Inheritance.among(tables.stream().map(Ddl::definition).toList()).stream()
                .map(Inheritance::statement);
    }

    /** What several tables need is made once. */
    private static Stream<String> each(List<Ddl> tables, Function<Ddl, List<String>> phase) {
        return tables.stream().map(phase).flatMap(Collection::stream).distinct();
    }
}
