package dev.isthmus.core.provider;

import io.netty.buffer.ByteBuf;

/**
 * A request that is whole but for what shows who sends it.
 *
 * @param path with its query, as it goes on the wire
 * @param contentType of the body
 * @param body borrowed, from its reader index to its writer index
 */
public record Unsigned(
    Address address, String method, String path, String contentType, ByteBuf body) {}
