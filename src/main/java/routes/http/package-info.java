/** The HTTP doors: what a call asks for, which flow it goes to, and what is answered. HTTP is spoken nowhere else. */
package routes.http;
