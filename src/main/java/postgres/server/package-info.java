/** A PostgreSQL server of our own: made, started, watched and stopped on a folder of its own; and the embedded one, which starts with the service when none is configured. */
package postgres.server;
