package recovery.wal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import postgres.Lsn;
import postgres.TableName;

/**
 * Judges transactions, one after another as they commit: which of them destroyed rows. It follows the names and the numbers of
 * rows of all relations on its way.
 */
final class IncidentFinder {

    /** Object ids below are those of the system itself. */
    private static final int FIRST_OF_USERS = 16_384;

    /** Tables in schemas that begin so are the service's own. */
    private static final String LEDGER = "caravanserai";

    private final Relations relations;
    private final Thresholds thresholds;

    IncidentFinder(Relations relations, Thresholds thresholds) {
        this.relations = relations;
        this.thresholds = thresholds;
    }

    /** What a transaction destroyed; usually nothing. */
    List<Incident> judge(Transaction transaction) {
        if (transaction.rows().isEmpty()
                && transaction.events().isEmpty()
                && transaction.end().dropped().isEmpty()) {
            return List.of();
        }
        return new Judgement(transaction).pass();
    }

    /** Of one transaction. */
    private final class Judgement {

        private final Transaction transaction;
        private final Map<Relation, Incident> found = new LinkedHashMap<>();
        /** Tables of which the transaction deleted, or else updated, only some rows. */
        private final Map<Relation, RowCounts> alongside = new LinkedHashMap<>();

        private final List<Incident> databases = new ArrayList<>();
        private final Map<Integer, Long> rowsBefore = new HashMap<>();
        private final Set<Integer> added = new HashSet<>();
        private final Set<Integer> truncated = new HashSet<>();
        private final Map<Integer, Deque<Integer>> rewritten = new HashMap<>();
        private boolean own;

        Judgement(Transaction transaction) {
            this.transaction = transaction;
        }

        List<Incident> pass() {
            relations.add(transaction);
            readEvents();
            own = transaction.rows().keySet().stream()
                    .flatMap(file -> relations.byFile(file).stream())
                    .anyMatch(relation -> relation.schema().startsWith(LEDGER));
            transaction.rows().forEach(this::judgeRows);
            relations.count(transaction);
            for (FileChange change : FileChange.of(transaction)) {
                named(change).ifPresent(relation -> judgeFile(relation, change));
            }
            putAlongside();
            removeDatabases();
            List<Incident> all = new ArrayList<>(found.values());
            all.addAll(databases);
            return all;
        }

        /** By the file that is gone, or by the new one where the names are a little younger than the log. */
        private Optional<Relation> named(FileChange change) {
            return relations
                    .byFile(change.file())
                    .or(() -> change.by() == null ? Optional.empty() : relations.byFile(change.by()));
        }

        private void readEvents() {
            for (StorageEvent event : transaction.events()) {
                if (event instanceof StorageEvent.RelationAdded relation) {
                    OptionalInt table = Rewrite.of(relation.name());
                    if (table.isPresent()) {
                        rewritten
                                .computeIfAbsent(table.getAsInt(), none -> new ArrayDeque<>())
                                .add(relation.file());
                    } else {
                        added.add(relation.oid());
                    }
                } else if (event instanceof StorageEvent.Truncated truncate) {
                    for (int oid : truncate.oids()) {
                        truncated.add(oid);
                    }
                }
            }
        }

        private void judgeRows(RelationFile file, RowCounts counts) {
            Relation relation = relations.byFile(file).orElse(null);
            if (relation == null) {
                return;
            }
            rowsBefore.put(relation.oid(), relation.rows());
            if (!matters(relation) || added.contains(relation.oid())) {
                return;
            }
            long had = relation.rows() == Relation.UNKNOWN ? Relation.UNKNOWN : relation.rows() + counts.inserted();
            if (thresholds.areReachedBy(counts.deleted(), had)) {
                put(relation, Incident.Kind.DELETE, counts.deleted(), true);
            } else if (thresholds.areReachedBy(counts.updated(), had)) {
                put(relation, Incident.Kind.UPDATE, counts.updated(), true);
            } else if (counts.deleted() > 0 || counts.updated() > 0) {
                alongside.put(relation, counts);
            }
        }

        /** What went with a loss, as by a foreign key, belongs to it, however little it was. */
        private void putAlongside() {
            if (found.values().stream().allMatch(incident -> incident.kind() == Incident.Kind.UPDATE)) {
                return;
            }
            alongside.forEach((relation, counts) -> {
                if (found.keySet().stream().noneMatch(other -> isSame(other, relation))) {
                    boolean deleted = counts.deleted() > 0;
                    put(
                            relation,
                            deleted ? Incident.Kind.DELETE : Incident.Kind.UPDATE,
                            deleted ? counts.deleted() : counts.updated(),
                            true);
                }
            });
        }

        private static boolean isSame(Relation one, Relation other) {
            return one.oid() == other.oid() && one.database() == other.database();
        }

        private void judgeFile(Relation relation, FileChange change) {
            Deque<Integer> files = rewritten.get(relation.oid());
            if (files != null && !files.isEmpty()) {
                int file = files.remove();
                relations.put(relation.withFile(file).plusRows(net(change.file(), file)));
                return;
            }
            if (isExchange(relation, change)) {
                boolean moved = !truncated.contains(relation.oid()) && change.isMove(transaction);
                if (!moved) {
                    lose(relation, Incident.Kind.TRUNCATE);
                }
                int file = change.by() == null ? 0 : change.by().number();
                Relation exchanged = relation.withFile(file);
                if (moved) {
                    relations.put(exchanged);
                } else {
                    relations.putCounted(exchanged.withRows(net(change.file(), file)));
                }
            } else {
                lose(relation, Incident.Kind.DROP);
                relations.remove(relation);
            }
        }

        /** Rows that came into a file after it had taken the place of another. */
        private long net(RelationFile replaced, int file) {
            return transaction.rows().entrySet().stream()
                    .filter(counted -> counted.getKey().number() == file
                            && counted.getKey().database() == replaced.database())
                    .mapToLong(counted -> counted.getValue().net())
                    .sum();
        }

        private boolean isExchange(Relation relation, FileChange change) {
            return switch (change.why()) {
                case EXCHANGED -> true;
                case REMOVED -> false;
                case UNCLEAR ->
                    truncated.contains(relation.oid())
                            || transaction.end().tellsDroppedRelations()
                                    && !transaction.end().droppedRelations().contains(relation.oid());
            };
        }

        private void lose(Relation relation, Incident.Kind kind) {
            long rows = rowsBefore.getOrDefault(relation.oid(), relation.rows());
            boolean counted = relations.isCounted(relation) && !relation.isUnlogged();
            boolean nothing = kind == Incident.Kind.TRUNCATE && counted && rows == 0;
            if (matters(relation) && !added.contains(relation.oid()) && !nothing) {
                put(relation, kind, rows, counted);
            }
        }

        private boolean matters(Relation relation) {
            return relation.isTable()
                    && Integer.compareUnsigned(relation.oid(), FIRST_OF_USERS) >= 0
                    && relation.persistence() != 't'
                    && !relation.schema().startsWith(LEDGER);
        }

        /** One a table: what was done last is what it is. */
        private void put(Relation relation, Incident.Kind kind, long rows, boolean exact) {
            found.keySet().removeIf(other -> isSame(other, relation));
            found.put(
                    relation,
                    new Incident(
                            kind,
                            relations.databaseName(relation.database()),
                            new TableName(relation.schema(), relation.name()),
                            rows,
                            exact,
                            relation.isUnlogged(),
                            own,
                            transaction.end().xid(),
                            transaction.end().lsn(),
                            transaction.end().at()));
        }

        private void removeDatabases() {
            for (StorageEvent event : transaction.events()) {
                if (event instanceof StorageEvent.DatabaseRemoved removed) {
                    databases.add(new Incident(
                            Incident.Kind.DROP,
                            relations.databaseName(removed.database()),
                            null,
                            rowsOf(removed.database()),
                            false,
                            false,
                            own,
                            transaction.end().xid(),
                            new Lsn(removed.lsn()),
                            transaction.end().at()));
                    relations.removeDatabase(removed.database());
                }
            }
        }

        private long rowsOf(int database) {
            List<Relation> tables = relations.all().stream()
                    .filter(relation -> relation.database() == database && matters(relation))
                    .toList();
            return tables.isEmpty() || tables.stream().anyMatch(table -> table.rows() == Relation.UNKNOWN)
                    ? Relation.UNKNOWN
                    : tables.stream().mapToLong(Relation::rows).sum();
        }
    }
}
