/** The log of a server, received as it is written and kept as its own files. */
package recovery.receive;
