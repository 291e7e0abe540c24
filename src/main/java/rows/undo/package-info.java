/** What runs changed, taken back. */
package rows.undo;
