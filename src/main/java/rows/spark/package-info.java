/** Jobs on Spark, for what one process does not carry in an acceptable time. Nothing of Spark is in this one. */
package rows.spark;
