/** What another policy would have done with calls that were written down. */
@NullMarked
package dev.isthmus.core.route.whatif;

import org.jspecify.annotations.NullMarked;
