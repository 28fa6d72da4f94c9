/** Health, metrics, state and explanations, on a port of their own. */
@NullMarked
package dev.isthmus.server.admin;

import org.jspecify.annotations.NullMarked;
