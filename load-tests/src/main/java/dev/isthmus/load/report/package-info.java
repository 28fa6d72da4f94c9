/** Reports for people, made of results in JSON. Needs no network to be read. */
@NullMarked
package dev.isthmus.load.report;

import org.jspecify.annotations.NullMarked;
