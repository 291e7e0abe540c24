/** The rehearsed loss: rows are backed up, deleted, restored, and proven to be what they were. */
package snapshot.drill;
