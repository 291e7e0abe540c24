/** Files of rows: CSV, Avro and Parquet, written from COPY and read back into it. */
package snapshot.format;
