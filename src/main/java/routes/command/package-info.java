/** The process and its command line: the service, or one shot of a flow whose end is printed and told by an exit code. */
package routes.command;
