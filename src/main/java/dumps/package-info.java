/**
 * Old SQL dumps read without being executed. A dump file becomes one JSON ({@code keep}), by a reader of its language
 * ({@code read}); from those alone the latest state is made. The types here are what the parts say to each other.
 */
package dumps;
