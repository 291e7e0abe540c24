package snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import postgres.OwnFiles;
import postgres.TableName;
import postgres.definition.Ddl;
import postgres.definition.Dependent;
import postgres.definition.Inheritance;
import postgres.definition.Script;
import postgres.definition.TableDefinition;
import postgres.server.PgDump;

/**
 * Writes {@code schema.sql}: the tables of a set for psql, in parts, since rows go in faster, and in any order, before
 * the keys are there. Written by pg_dump where one that suits the server is found, else from our own reading of the
 * catalog.
 */
@ApplicationScoped
public class SchemaScript {

    static final String FILE = "schema.sql";

    private static final Logger LOG = Logger.getLogger(SchemaScript.class);
    private static final int MAJOR = 10_000;

    private static final String HEAD =
            """
            -- psql -f schema.sql makes the tables with everything that belongs to them.
            -- psql -v part=before -f schema.sql makes the tables alone, and -v part=after the rest, when the rows are in.
            -- psql -v part=dependents -f schema.sql makes what stands on them, as far as it is not there: views, functions,
            -- triggers, rules, policies, statistics, publications, and what others may do.
            \\set ON_ERROR_STOP on
            \\if :{?part}
            \\else
              \\set part all
            \\endif
            select :'part' in ('all', 'before') as before, :'part' in ('all', 'after') as after,
                   :'part' in ('all', 'dependents') as dependents \\gset
            \\if :before
            %s
            \\endif
            \\if :after
            %s
            \\endif
            \\if :dependents
            -- What this database does not take is told, and the rest is made.
            \\unset ON_ERROR_STOP
            set check_function_bodies = off;
            %s
            \\endif
            """;

    private final Optional<String> password;
    private final SnapshotSettings settings;

    public SchemaScript(
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password,
            SnapshotSettings settings) {
        this.password = password;
        this.settings = settings;
    }

    /**
     * Writes the file.
     *
     * @param chosen whether the set holds chosen tables only
     * @return what wrote it
     */
    String write(
            Path file,
            Connection first,
            Manifest.Server server,
            List<TableDefinition> definitions,
            List<Dependent> dependents,
            boolean chosen)
            throws SQLException, IOException {
        Script own = Ddl.script(definitions);
        Optional<PgDump> tool = PgDump.suiting(server.versionNumber() / MAJOR);
        // It lets a table inherit also from one that it leaves out.
        boolean torn = !Inheritance.among(definitions).containsAll(Inheritance.of(definitions));
        if (tool.isPresent() && !(chosen && torn)) {
            try {
                OwnFiles.write(file, dumped(tool.get(), first, server, definitions, dependents, chosen));
                return tool.get().version();
            } catch (IOException e) {
                // Such as one that is not let in from here: the set does not depend on it.
                LOG.warnf("schema.sql is written from the catalog, since %s", e.getMessage());
            }
        }
        OwnFiles.write(
                file,
                HEAD.formatted(
                        statements(standOn(definitions)) + first(dependents) + statements(own.beforeData()),
                        statements(own.afterData()),
                        all(dependents)));
        return "caravanserai";
    }

    private static List<String> standOn(List<TableDefinition> definitions) {
        Set<String> standOn = new LinkedHashSet<>();
        definitions.stream().map(Ddl::of).forEach(ddl -> {
            standOn.addAll(ddl.schemas());
            standOn.addAll(ddl.types());
        });
        return List.copyOf(standOn);
    }

    /** Functions that the tables cannot be made without. */
    private static String first(List<Dependent> dependents) {
        List<String> needed = dependents.stream()
                .filter(Dependent::comesFirst)
                .map(Dependent::unlessThere)
                .toList();
        return "\n\n" + (needed.isEmpty() ? "" : "set check_function_bodies = off;\n" + statements(needed) + "\n\n");
    }

    private static String all(List<Dependent> dependents) {
        return statements(dependents.stream().map(Dependent::unlessThere).toList());
    }

    private String dumped(
            PgDump tool,
            Connection first,
            Manifest.Server server,
            List<TableDefinition> definitions,
            List<Dependent> dependents,
            boolean chosen)
            throws SQLException, IOException {
        List<TableName> only = chosen
                ? definitions.stream().flatMap(SchemaScript::withPartitions).toList()
                : List.of();
        String before = tool.schema(
                first, password.orElse(null), server.snapshot(), "pre-data", only, settings.lockTimeoutMillis());
        String after = tool.schema(
                first, password.orElse(null), server.snapshot(), "post-data", only, settings.lockTimeoutMillis());
        // Of chosen tables it leaves out what they stand on; and in a schema alone no sequence knows where it stood.
        List<String> positions = definitions.stream()
                .map(Ddl::of)
                .flatMap(ddl -> java.util.stream.Stream.concat(
                        ddl.sequencePositions().stream(), ddl.sharedSequencePositions().stream()))
                .distinct()
                .toList();
        return HEAD.formatted(
                (chosen ? statements(standOn(definitions)) + first(dependents) : "") + before,
                after + "\n" + statements(positions),
                all(dependents));
    }

    private static java.util.stream.Stream<TableName> withPartitions(TableDefinition definition) {
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(definition.name()),
                definition.allPartitions().stream().map(partition -> partition.name()));
    }

    private static String statements(List<String> statements) {
        return statements.stream().map(statement -> statement + ";").collect(Collectors.joining("\n\n"));
    }
}
