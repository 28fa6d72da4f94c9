package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerEvents;
import org.jspecify.annotations.Nullable;

/** The records of {@code streamGenerateContent}; the stream has no end mark. Threads: one. */
@HotPath
final class GeminiEvents implements AnswerEvents {
  private final GeminiRecord document = new GeminiRecord();
  private long candidates;
  private long finished;

  @Override
  public JsonScanner scanner() {
    return document.scanner();
  }

  /** An error may come inside an array. */
  @Override
  public @Nullable JsonError feed(byte[] bytes, int from, int to) {
    return document.feed(bytes, from, to);
  }

  @Override
  public boolean hasEndMark() {
    return false;
  }

  /** Records have no names. */
  @Override
  public void name(byte[] bytes, int from, int to) {}

  @Override
  public void startAnswer() {
    document.startAnswer();
    candidates = 0;
    finished = 0;
  }

  @Override
  public void reset() {
    document.reset();
  }

  @Override
  public void tally() {
    document.tally();
    candidates = Math.max(candidates, document.candidates());
    finished += document.finished();
  }

  @Override
  public @Nullable Failure error(boolean contentSeen) {
    return document.error(contentSeen);
  }

  @Override
  public boolean hasContent() {
    return document.hasContent();
  }

  @Override
  public long contentBytes() {
    return document.contentBytes();
  }

  @Override
  public boolean finishes() {
    return document.finishes();
  }

  /** Blocked prompts have no candidate that could be over, and nothing is left open either. */
  @Override
  public boolean leavesOpen() {
    return finished > 0 && finished < candidates;
  }

  /** The other candidates, and usage, may follow any record. */
  @Override
  public boolean isLast() {
    return false;
  }

  @Override
  public @Nullable Usage usage() {
    return document.usage();
  }
}
