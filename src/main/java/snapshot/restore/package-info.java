/** Rows put back: beside, into the original or elsewhere, and taken back again. */
package snapshot.restore;
