/** The pages that people look at: templates, and what is said on them. All they show comes from the API's answers. */
package console;
