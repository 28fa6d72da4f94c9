/** What a call leaves behind for people: timeline, meters, access line, decision. */
@NullMarked
package dev.isthmus.core.observe;

import org.jspecify.annotations.NullMarked;
