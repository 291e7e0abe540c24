/** Tables and rows put back from wherever they are: beside, into the original, elsewhere. */
package rows.restore;
