/** Changes of rows that differ, all of them or, where one stands in the way, each that can be made. */
package rows.change;
