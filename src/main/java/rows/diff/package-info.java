/** Rows held against rows: in SQL where both are in reach of one server, or streamed by from two. */
package rows.diff;
