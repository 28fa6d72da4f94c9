/**
 * Scenarios: a packaged gateway in front of clouds to which something happens, load that does not
 * wait, and laws that say what callers may notice of it.
 */
@NullMarked
package dev.isthmus.load.scenario;

import org.jspecify.annotations.NullMarked;
