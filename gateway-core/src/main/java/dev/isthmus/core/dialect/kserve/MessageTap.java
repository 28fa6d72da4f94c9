package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Watches a {@code ModelInferResponse} go by: it comes whole or not at all, and what stands in it
 * is nobody's business here. Threads: one event loop.
 */
@HotPath
final class MessageTap implements UsageTap {
  private final ByteRanges hidden = new ByteRanges();
  private int writerIndex;
  private boolean seen;
  private boolean complete;

  @Override
  public void see(ByteBuf part) {
    writerIndex = part.writerIndex();
    seen = true;
  }

  @Override
  public void end() {
    complete = true;
  }

  @Override
  public boolean contentSeen() {
    return seen;
  }

  @Override
  public @Nullable Failure error() {
    return null;
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public int wholeUntil() {
    return writerIndex;
  }

  @Override
  public int usefulUntil() {
    return writerIndex;
  }

  @Override
  public int dropStart() {
    return 0;
  }

  @Override
  public int dropEnd() {
    return 0;
  }

  @Override
  public ByteRanges hidden() {
    return hidden;
  }

  @Override
  public @Nullable Usage usage() {
    return seen || complete ? InferTap.NO_TOKENS : null;
  }

  @Override
  public long contentBytes() {
    return 0;
  }
}
