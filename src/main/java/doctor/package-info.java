/** What is wrong with the server, the disk and the work that is to be done, and what to do about it. */
package doctor;
