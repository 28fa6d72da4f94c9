/** The wire towards providers: HTTP/1.1 connections, one pool per event loop. */
@NullMarked
package dev.isthmus.server.upstream;

import org.jspecify.annotations.NullMarked;
