/** What self-hosted engines say of themselves: scraped off the calls' event loops. */
@NullMarked
package dev.isthmus.server.probe;

import org.jspecify.annotations.NullMarked;
