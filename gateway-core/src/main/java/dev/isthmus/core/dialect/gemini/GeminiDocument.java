package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerDocument;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code generateContent}. Its first member other than {@code error} is content: an
 * error as a good answer stands alone, and sometimes inside an array. Threads: one event loop.
 */
@HotPath
final class GeminiDocument implements AnswerDocument {
  private final GeminiRecord document = new GeminiRecord();

  @Override
  public JsonScanner scanner() {
    return document.scanner();
  }

  @Override
  public @Nullable JsonError feed(ByteBuf part) {
    return document.feed(part);
  }

  @Override
  public void startAnswer() {
    document.startAnswer();
  }

  @Override
  public boolean hasContent() {
    return scanner().members() > (document.hasErrorKey() ? 1 : 0);
  }

  @Override
  public void tally() {
    document.tally();
  }

  @Override
  public @Nullable Failure error() {
    return hasContent() ? null : document.error(false);
  }

  @Override
  public long contentBytes() {
    return document.contentBytes();
  }

  @Override
  public @Nullable Usage usage() {
    return document.usage();
  }
}
