package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.WholeTap;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Watches a {@code ModelInferResponse} go by: it comes whole or not at all, and what stands in it
 * is nobody's business here. Threads: one event loop.
 */
@HotPath
final class MessageTap extends WholeTap {
  private boolean seen;
  private boolean complete;

  @Override
  protected void look(ByteBuf part) {
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
  public @Nullable Usage usage() {
    return seen || complete ? InferTap.NO_TOKENS : null;
  }

  @Override
  public long contentBytes() {
    return 0;
  }
}
