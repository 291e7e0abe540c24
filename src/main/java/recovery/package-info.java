/** A whole server, brought back: base backups, and the log that goes on from them. */
package recovery;
