/** Base backups and log a second time, in another place. */
package recovery.second;
