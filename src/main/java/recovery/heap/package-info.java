/** Rows that were deleted or overwritten, and still lie in the files of their table. */
package recovery.heap;
