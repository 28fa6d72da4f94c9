/** The demo: a gateway in front of simulated clouds, and a terminal that shows what it does. */
@NullMarked
package dev.isthmus.load.demo;

import org.jspecify.annotations.NullMarked;
