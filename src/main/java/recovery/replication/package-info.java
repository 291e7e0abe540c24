/** Who stands by for the server, how far they are, and what a failover would lose. */
package recovery.replication;
