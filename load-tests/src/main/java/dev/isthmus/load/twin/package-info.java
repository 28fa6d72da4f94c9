/**
 * One description of an incident, had in two ways: by the simulation in virtual time, and by the
 * packaged gateway over real sockets; and whether both come to the same.
 */
@NullMarked
package dev.isthmus.load.twin;

import org.jspecify.annotations.NullMarked;
