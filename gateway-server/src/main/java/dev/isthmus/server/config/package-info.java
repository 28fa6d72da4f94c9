/**
 * The one reader of configuration: one YAML file, checked as a whole, as records.
 *
 * <p>{@link dev.isthmus.server.config.ConfigLoader} parses the file to a tree that knows its lines,
 * reads each section by its {@code Key}s, and reports every problem at once.
 */
@NullMarked
package dev.isthmus.server.config;

import org.jspecify.annotations.NullMarked;
