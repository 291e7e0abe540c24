/** The failure laboratory: servers of its own, on which disasters are rehearsed for real. */
package recovery.lab;
