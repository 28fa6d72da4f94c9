package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBufAllocator;

/**
 * What an answer's writer must know about its call.
 *
 * @param includeUsage whether the caller asked for a usage event at the end of a stream
 * @param modelName as the caller shall read it
 * @param callId ours; the answer's own id is made of it
 * @param asked as the request's translation says it
 */
public record AnswerContext(
    boolean stream,
    boolean includeUsage,
    String modelName,
    String callId,
    long createdEpochSeconds,
    ToolCallIds toolCallIds,
    ByteBufAllocator allocator,
    Asked asked) {

  /** The context of a conversation. */
  public AnswerContext(
      boolean stream,
      boolean includeUsage,
      String modelName,
      String callId,
      long createdEpochSeconds,
      ToolCallIds toolCallIds,
      ByteBufAllocator allocator) {
    this(
        stream,
        includeUsage,
        modelName,
        callId,
        createdEpochSeconds,
        toolCallIds,
        allocator,
        Asked.NOTHING);
  }
}
