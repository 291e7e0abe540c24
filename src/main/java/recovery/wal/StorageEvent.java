package recovery.wal;

/** What a transaction did to files and to the catalog's rows about them, in the order of the log. */
sealed interface StorageEvent {

    long lsn();

    /** A file for rows or entries was made. */
    record FileCreated(long lsn, RelationFile file) implements StorageEvent {}

    /** A relation was entered into {@code pg_class}. */
    record RelationAdded(
            long lsn, int database, int oid, int schema, String name, int file, char kind, char persistence)
            implements StorageEvent {}

    /** A relation got another name, or went into another schema. */
    record RelationRenamed(long lsn, int database, int oid, int schema, String name) implements StorageEvent {}

    /** A row of {@code pg_class} was deleted; which one the record does not say. */
    record RelationRemoved(long lsn) implements StorageEvent {}

    /** A schema was made. */
    record SchemaAdded(long lsn, int database, int oid, String name) implements StorageEvent {}

    /** A database was made. */
    record DatabaseAdded(long lsn, int oid, String name) implements StorageEvent {}

    /** The files of a database were removed, which no abort brings back. */
    record DatabaseRemoved(long lsn, int database) implements StorageEvent {}

    /** Tables were truncated, as a server tells that decodes its log. */
    record Truncated(long lsn, int database, int[] oids) implements StorageEvent {}
}
