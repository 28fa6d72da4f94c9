package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.WholeTap;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Watches the answer to an inference over HTTP go by. Threads: one event loop. */
@HotPath
final class InferTap extends WholeTap {
  /** Served, and no tokens were: what is paid for is the call. */
  static final Usage NO_TOKENS = Usage.reported(0, 0, 0, 0, 0);

  private final InferDocument document = new InferDocument();
  private final JsonPart json = new JsonPart(document.scanner());
  private boolean complete;
  private @Nullable Failure error;

  @Override
  public void head(HeaderView headers) {
    json.is(JsonPart.bytes(headers));
    if (json.isBroken() || !json.fits(headers.get("content-length"))) {
      error =
          AnswerError.malformed(
              false, KserveDialect.JSON_BYTES + ": not one number that the body has room for");
    }
  }

  @Override
  protected void look(ByteBuf part) {
    if (error == null) {
      failIf(json.see(part));
    }
    if (error == null && document.isError()) {
      error = document.error();
    }
  }

  @Override
  public void end() {
    if (error == null) {
      failIf(json.end());
      complete = error == null;
    }
  }

  private void failIf(@Nullable JsonError broken) {
    if (broken != null) {
      error = AnswerError.malformed(contentSeen(), broken.describe());
    }
  }

  @Override
  public boolean contentSeen() {
    return document.hasContent() || (json.isAbsent() && json.seen() > 0);
  }

  @Override
  public @Nullable Failure error() {
    return error;
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public @Nullable Usage usage() {
    return contentSeen() ? NO_TOKENS : null;
  }

  @Override
  public long contentBytes() {
    return 0;
  }
}
