/** The simulated model: what it is asked, what it answers, how many tokens that is. No sockets. */
@NullMarked
package dev.isthmus.load.cloud.model;

import org.jspecify.annotations.NullMarked;
