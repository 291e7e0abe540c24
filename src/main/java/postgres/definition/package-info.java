/** How tables are defined: read from a server's catalog, and written as the statements that make them again. */
package postgres.definition;
