/** The rows of a table in several files, made and read by whoever: threads here, or the executors of a cluster. */
package snapshot.parts;
