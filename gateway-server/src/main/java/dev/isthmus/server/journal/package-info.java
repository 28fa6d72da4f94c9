/** The only writer of what is kept: access lines, a little later and in batches. */
@NullMarked
package dev.isthmus.server.journal;

import org.jspecify.annotations.NullMarked;
