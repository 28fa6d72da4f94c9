package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBufAllocator;

/**
 * What an answer's reader and writer must know about their call.
 *
 * @param includeUsage whether the caller asked for a usage event at the end of a stream
 * @param modelName as the caller shall read it
 * @param knownAs a name that tells which model answers; see {@link Target#knownAs}
 * @param callId ours; the answer's own id is made of it
 * @param asked as the request's translation says it
 */
public record AnswerContext(
    boolean stream,
    boolean includeUsage,
    String modelName,
    String knownAs,
    String callId,
    long createdEpochSeconds,
    ToolCallIds toolCallIds,
    ByteBufAllocator allocator,
    Asked asked) {

  /** The context of a conversation, of a model whose name for the caller tells which it is. */
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
        modelName,
        callId,
        createdEpochSeconds,
        toolCallIds,
        allocator,
        Asked.NOTHING);
  }
}
