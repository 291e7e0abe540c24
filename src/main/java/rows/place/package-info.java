/** Where rows are put: databases that are known by name, and tables made beside others that take their place at one moment. */
package rows.place;
