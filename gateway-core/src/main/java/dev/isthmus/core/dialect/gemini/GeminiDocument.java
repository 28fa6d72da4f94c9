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
  private boolean begun;

  /** The document is the only element of an array. */
  private boolean wrapped;

  @Override
  public JsonScanner scanner() {
    return document.scanner();
  }

  @Override
  public @Nullable JsonError feed(ByteBuf part) {
    int from = part.readerIndex();
    int to = part.writerIndex();
    if (!begun) {
      from = begin(part, from, to);
    }
    return wrapped ? feedWrapped(part, from, to) : scanner().feed(part, from, to);
  }

  /** White space may stand before the bracket; the index of what is to be scanned. */
  private int begin(ByteBuf part, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = part.getByte(i);
      if (b > ' ' || b < 0) {
        begun = true;
        wrapped = b == '[';
        return wrapped ? i + 1 : from;
      }
    }
    return from;
  }

  /** Byte by byte, as only the scanner knows where the element ends; it is a short one. */
  private @Nullable JsonError feedWrapped(ByteBuf part, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = part.getByte(i);
      if (scanner().isWhole() && b == ']') {
        continue;
      }
      JsonError error = scanner().feed(part, i, i + 1);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  @Override
  public void startAnswer() {
    document.startAnswer();
    begun = false;
    wrapped = false;
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
