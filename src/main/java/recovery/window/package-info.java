/** From when to when a server can be rewound, and by what. */
package recovery.window;
