/** Where rows are put: the databases that are known by name. */
package rows.place;
