/** Base backups: taken over the replication protocol, kept, verified, thinned out. */
package recovery.backup;
