/** A file of SQL is a report: read as it stands, with its parameters bound, in a transaction that changes nothing. */
package reports;
