/** Servers made anew of a base backup and the log behind it, beside the live one. */
package recovery.servers;
