/** Policy: which deployments may be tried, in which order, and why. */
@NullMarked
package dev.isthmus.core.route;

import org.jspecify.annotations.NullMarked;
