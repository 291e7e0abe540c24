/** The state that several dump files make together: their order, how definitions changed, and what became of every row. */
package dumps.merge;
