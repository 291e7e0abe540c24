/** What destroyed rows of the server, found in its log as it is received, told, and kept in the ledger. */
package recovery.incidents;
