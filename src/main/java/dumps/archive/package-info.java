/** Archives of dumps: files read once and kept as JSON, the state that they make together, and what was found out about them. */
package dumps.archive;
