/** Rows that were lost, brought back from a recovered server without touching what came after. */
package recovery.putback;
