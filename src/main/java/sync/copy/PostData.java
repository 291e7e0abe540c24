package sync.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import ledger.WorkerPool;
import postgres.BucketHashes;
import postgres.Identifier;
import postgres.Query;
import postgres.Sql;
import postgres.TableName;
import postgres.definition.ConstraintDefinition.Kind;
import postgres.definition.Ddl;
import rows.place.TableBuilder;

/** Everything of staged tables that comes after their rows, and the proof that the rows are those of the source. */
final class PostData {

    private static final String THERE = Sql.read("sync/members-there.sql");
    private static final Pattern QUOTED_NAME = Pattern.compile("\"(?:[^\"]|\"\")*\"");
    private static final Pattern PLAIN_KEY = Pattern.compile("(PRIMARY KEY|UNIQUE) \\([a-z0-9_]+(, [a-z0-9_]+)*\\)");

    private final DataSource target;
    private final UUID run;
    private final int attempt;
    private final WorkerPool workers;
    private final Set<Place> there = new HashSet<>();
    private final Map<TableName, BucketHashes> hashes = new ConcurrentHashMap<>();

    /** Where a constraint or index is. */
    private record Place(TableName table, String name, boolean constraint) {}

    PostData(DataSource target, UUID run, int attempt, WorkerPool workers) {
        this.target = target;
        this.run = run;
        this.attempt = attempt;
        this.workers = workers;
    }

    /** The content of the tables as it arrived. */
    BucketHashes hash(CopiedTable table) {
        return hashes.get(table.name());
    }

    /** Hashes all tables; those that take their place get keys, checks and indexes, several at a time, unless they have them. */
    void build(List<CopiedTable> hashed, List<CopiedTable> built) throws SQLException, IOException {
        look();
        List<WorkerPool.Task> side = new ArrayList<>();
        hashed.forEach(table -> side.add(() -> readHash(table)));
        List<WorkerPool.Task> closing = new ArrayList<>();
        for (CopiedTable table : built) {
            side.addAll(indexes(table));
            closing.add(() -> close(table));
        }
        workers.all(side);
        workers.all(closing);
    }

    private void look() throws SQLException {
        try (Connection connection = target.getConnection()) {
            Query.list(
                    connection,
                    THERE,
                    row -> there.add(new Place(
                            new TableName(row.getString("schema"), row.getString("relation")),
                            row.getString("name"),
                            row.getBoolean("is_constraint"))),
                    Plan.staging(run),
                    Plan.staging(run));
        }
    }

    private boolean hasIndex(Ddl.Member member) {
        return there.contains(new Place(member.table(), member.name(), false));
    }

    private boolean hasConstraint(Ddl.Member member) {
        return there.contains(new Place(member.table(), member.name(), true));
    }

    private void readHash(CopiedTable table) throws SQLException {
        inTransaction(connection -> hashes.put(
                table.name(),
                BucketHashes.of(
                        connection,
                        table.staged().rows(table.isPartitioned()),
                        table.table().writable(),
                        null)));
    }

    /** Several indexes of one table are made at the same time, but only while no constraint of it is being made. */
    private List<WorkerPool.Task> indexes(CopiedTable table) {
        List<Ddl.Member> members = table.staging().members().stream()
                .filter(member -> !hasIndex(member))
                .toList();
        if (table.isPartitioned()) {
            List<String> inOrder = members.stream()
                    .filter(member -> isKey(member) || member.constraint() == null)
                    .map(Ddl.Member::statement)
                    .toList();
            return List.of(() -> run(inOrder));
        }
        return members.stream()
                .filter(member -> member.constraint() == null || isPlainKey(member))
                .<WorkerPool.Task>map(member -> () -> run(List.of(
                        member.constraint() == null
                                ? member.statement()
                                : "create unique index " + Identifier.quote(member.name()) + " on "
                                        + member.table().quoted() + " ("
                                        + Identifier.list(member.constraint().columns()) + ")")))
                .toList();
    }

    private static boolean isKey(Ddl.Member member) {
        return member.is(Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.EXCLUSION);
    }

    /** One that an ordinary unique index can become. */
    private static boolean isPlainKey(Ddl.Member member) {
        return member.is(Kind.PRIMARY_KEY, Kind.UNIQUE)
                && PLAIN_KEY
                        .matcher(QUOTED_NAME
                                .matcher(member.constraint().definition())
                                .replaceAll("q"))
                        .matches();
    }

    /** What needs the table for itself. */
    private void close(CopiedTable table) throws SQLException {
        Ddl ddl = table.staging();
        List<String> statements = new ArrayList<>();
        for (Ddl.Member member : ddl.members()) {
            if (isKey(member) && !table.isPartitioned() && !hasConstraint(member)) {
                statements.add(isPlainKey(member) ? usingIndex(member) : member.statement());
            } else if (member.is(Kind.CHECK, Kind.NOT_NULL) && !hasConstraint(member)) {
                statements.add(member.statement());
            }
        }
        statements.addAll(ddl.settings());
        statements.addAll(ddl.comments());
        statements.addAll(ddl.sequencePositions());
        statements.add("analyze " + table.staged().quoted());
        run(statements);
    }

    private static String usingIndex(Ddl.Member member) {
        return "alter table " + member.table().quoted() + " add constraint " + Identifier.quote(member.name())
                + (member.is(Kind.PRIMARY_KEY) ? " primary key" : " unique") + " using index "
                + Identifier.quote(member.name());
    }

    private void run(List<String> statements) throws SQLException {
        inTransaction(connection -> {
            TableBuilder.sortInMemory(connection);
            for (String statement : statements) {
                try {
                    Query.execute(connection, statement);
                } catch (SQLException e) {
                    throw Staging.refused(e, "the rows do not fit on the target");
                }
            }
        });
    }

    /** Work on a transaction of the target. */
    @FunctionalInterface
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    void inTransaction(Work work) throws SQLException {
        try (TargetConnection connection = new TargetConnection(target, workers)) {
            Connection transaction = connection.begin();
            new Arrivals(run).hold(transaction, attempt);
            work.on(transaction);
            connection.commit();
        }
    }
}
