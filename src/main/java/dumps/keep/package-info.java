/** The JSON of a dump file: made of what a reader tells, read again row by row. */
package dumps.keep;
