/** The replication protocol: base backups and the write-ahead log as the server sends them. */
package postgres.replication;
