package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Says what an answer of one document is, while and once it was scanned. Threads: one. */
@HotPath
public interface AnswerDocument {

  /** The scanner to feed the document to. */
  JsonScanner scanner();

  /**
   * Borrows the next bytes and scans them.
   *
   * @return what is wrong with the document, or null
   */
  default @Nullable JsonError feed(ByteBuf part) {
    return scanner().feed(part);
  }

  /** Ready for another answer. */
  void startAnswer();

  /** Whether, as far as it has come, it holds more than an error. */
  boolean hasContent();

  /** The document is whole: keeps the usage that it reports. */
  void tally();

  /** The document is whole: the error that it is, or null. */
  @Nullable Failure error();

  /** Bytes of content so far. */
  long contentBytes();

  /** What it reported, or null. */
  @Nullable Usage usage();

  /** The paths of ids of stored responses. */
  default int[] responseIds() {
    return AnswerEvents.NO_PATHS;
  }
}
