/**
 * The AOT cache of a gateway: a training run in front of providers on this machine, after which the
 * JVM writes down which classes it linked and which code was hot.
 */
@NullMarked
package dev.isthmus.load.archive;

import org.jspecify.annotations.NullMarked;
