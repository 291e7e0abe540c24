/** The PostgreSQL that starts with the service when none is configured, and its folder of data. */
package postgres.embedded;
