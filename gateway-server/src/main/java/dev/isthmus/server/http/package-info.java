/**
 * The callers' side: listens, frames HTTP/1.1 and HTTP/2 strictly, and opens a call for each
 * request.
 *
 * <p>HTTP/1.1 is framed by our own reader and not by Netty's codec: there is then one parser to
 * audit and no second one that could read a message differently, body parts pass as slices of what
 * arrived, and a call costs no message objects. HTTP/2 frames are Netty's; requests that come in
 * them go through the same routes, limits and answers.
 */
@NullMarked
package dev.isthmus.server.http;

import org.jspecify.annotations.NullMarked;
