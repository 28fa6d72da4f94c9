/**
 * What a call, a chunk, a connection and a start cost, beside HAProxy where it does the same: one
 * row each, from interleaved rounds on one machine. Needs Linux, two processors, {@code taskset},
 * {@code h2load} and {@code haproxy}.
 */
@NullMarked
package dev.isthmus.load.measure;

import org.jspecify.annotations.NullMarked;
