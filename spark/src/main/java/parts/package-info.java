/** Jobs that bring the rows of tables into parts, and back. */
package parts;
