/** Rows brought into tables in bulk, and what cannot go there made a dead letter with its reason. */
package rows.load;
