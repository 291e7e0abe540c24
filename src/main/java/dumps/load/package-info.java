/** The merged state of dumps as tables of PostgreSQL: types, keys, rows, and what could not go in. */
package dumps.load;
