/** The flows, a class each capability: which verb follows which, what is tried again, what is one transaction. */
package routes;
