/** Signs in to clouds off the event loops and publishes the tokens. */
@NullMarked
package dev.isthmus.server.credential;

import org.jspecify.annotations.NullMarked;
