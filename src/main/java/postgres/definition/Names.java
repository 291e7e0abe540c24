package postgres.definition;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import postgres.TableName;

/**
 * What everything of a table is called when the table is made again under a name. Under its own name all keep theirs;
 * in another schema too, unless two would meet there; under another name {@code customers_pkey} of {@code customers}
 * becomes {@code customers2_pkey} and {@code unlike} becomes {@code customers2_unlike}. The same definition and target
 * always give the same names, all of them unique and no longer than PostgreSQL keeps them.
 */
public final class Names {

    /** Bytes of a name that a server keeps. */
    public static final int LONGEST = 63;

    /** Hexadecimal digits that tell apart what was cut short. */
    private static final int DIGITS = 8;

    private final TableName source;
    private final TableName target;
    private final Map<TableName, TableName> tables = new HashMap<>();
    private final Map<TableName, TableName> sequences = new HashMap<>();
    private final Map<Member, String> members = new HashMap<>();
    private final Set<String> takenRelations = new HashSet<>();

    /** Something within a table or partition of the source. */
    private record Member(TableName owner, String name, boolean constraint) {}

    private Names(TableName source, TableName target) {
        this.source = source;
        this.target = target;
    }

    /** The names of all that is made when {@code definition} becomes {@code target}. */
    public static Names of(TableDefinition definition, TableName target) {
        return of(definition, target, Map.of());
    }

    /**
     * The same, where foreign keys follow other tables to new names.
     *
     * @param moved new names of other tables by their old ones
     * @throws IllegalArgumentException if the target's name is longer than PostgreSQL keeps it
     */
    public static Names of(TableDefinition definition, TableName target, Map<TableName, TableName> moved) {
        if (bytes(target.name()) > LONGEST) {
            throw new IllegalArgumentException("a table's name has at most " + LONGEST + " bytes: " + target.name());
        }
        Names names = new Names(definition.name(), target);
        names.tables.putAll(moved);
        names.tables.put(definition.name(), target);
        names.takenRelations.add(target.name());
        List<PartitionDefinition> partitions = definition.allPartitions();
        partitions.forEach(partition -> names.tables.put(partition.name(), names.relation(partition.name())));
        definition.sequences().stream()
                .filter(sequence -> sequence.kind() != SequenceDefinition.Kind.SHARED)
                .forEach(sequence -> names.sequences.put(sequence.name(), names.relation(sequence.name())));
        names.members(definition.name(), definition.constraints(), definition.indexes());
        partitions.forEach(partition -> names.members(partition.name(), partition.constraints(), partition.indexes()));
        return names;
    }

    /** The target. */
    public TableName target() {
        return target;
    }

    /** What a table or partition is called now: its new name if it is made or moved, else its own. */
    public TableName table(TableName original) {
        return tables.getOrDefault(original, original);
    }

    /** What a sequence is called now; one that is only shared stays what it is. */
    public TableName sequence(TableName original) {
        return sequences.getOrDefault(original, original);
    }

    /** What a constraint of the table or of one of its partitions is called now. */
    public String constraint(TableName owner, String name) {
        return Objects.requireNonNull(members.get(new Member(owner, name, true)), name);
    }

    /** What an index of the table or of one of its partitions is called now. */
    public String index(TableName owner, String name) {
        String index = members.get(new Member(owner, name, false));
        return index == null ? constraint(owner, name) : index;
    }

    /** Whether the table keeps schema and name. */
    boolean unchanged() {
        return source.equals(target);
    }

    /** Whether the table keeps its name, in whatever schema. */
    boolean sameName() {
        return source.name().equals(target.name());
    }

    private void members(TableName owner, List<ConstraintDefinition> constraints, List<IndexDefinition> indexes) {
        Set<String> takenConstraints = new HashSet<>();
        for (ConstraintDefinition constraint : constraints) {
            members.put(
                    new Member(owner, constraint.name(), true),
                    constraint.kind().backedByIndex()
                            ? free(constraint.name(), List.of(takenConstraints, takenRelations))
                            : free(constraint.name(), List.of(takenConstraints)));
        }
        for (IndexDefinition index : indexes) {
            members.put(new Member(owner, index.name(), false), free(index.name(), List.of(takenRelations)));
        }
    }

    private TableName relation(TableName original) {
        return unchanged() ? original : new TableName(target.schema(), free(original.name(), List.of(takenRelations)));
    }

    private String free(String original, List<Set<String>> taken) {
        if (unchanged()) {
            return original;
        }
        String wanted = derived(original);
        String name = fitting(wanted);
        for (int next = 2; taken(name, taken); next++) {
            name = fitting(wanted + "_" + next);
        }
        for (Set<String> names : taken) {
            names.add(name);
        }
        return name;
    }

    private static boolean taken(String name, List<Set<String>> taken) {
        return taken.stream().anyMatch(names -> names.contains(name));
    }

    private String derived(String original) {
        if (sameName()) {
            return original;
        }
        return original.startsWith(source.name() + "_")
                ? target.name() + original.substring(source.name().length())
                : target.name() + "_" + original;
    }

    /** Whether a server keeps the name as it is. */
    public static boolean isOne(String name) {
        return !name.isEmpty() && name.indexOf('\0') < 0 && bytes(name) <= LONGEST;
    }

    /** The name itself if PostgreSQL keeps it whole, else its beginning with a digest of the whole behind it. */
    public static String fitting(String name) {
        if (bytes(name) <= LONGEST) {
            return name;
        }
        ByteBuffer start = ByteBuffer.allocate(LONGEST - 1 - DIGITS);
        // Stops before a character that does not fit whole.
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name), start, true);
        start.flip();
        return StandardCharsets.UTF_8.decode(start) + "_" + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
