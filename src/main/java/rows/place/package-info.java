/**
 * Where rows are put: databases that are known by name, tables made beside others that take their place at one moment, and
 * the proof that rows arrived where the ledger is not.
 */
package rows.place;
