/** Who is told of what: notices that are written with what they are about, and sent by rules until they have arrived. */
package notify;
