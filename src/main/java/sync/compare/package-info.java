/** Two databases held against each other by hashes of key ranges, down to the rows that differ. */
package sync.compare;
