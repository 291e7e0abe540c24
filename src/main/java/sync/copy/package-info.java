/** Tables copied whole, by any number of workers from one snapshot, and put in their place at once. */
package sync.copy;
