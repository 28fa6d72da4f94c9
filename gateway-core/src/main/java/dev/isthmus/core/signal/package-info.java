/** What has been measured about each deployment, now; and its capacity. */
@NullMarked
package dev.isthmus.core.signal;

import org.jspecify.annotations.NullMarked;
