package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Translates an answer event by event. Threads: one event loop. */
final class Translation implements Relay {
  private final AnswerTranslator translator;

  Translation(AnswerTranslator translator) {
    this.translator = translator;
  }

  @Override
  public void head(HeaderView headers) {
    translator.head(headers);
  }

  @Override
  public void see(ByteBuf part, Outlet outlet) {
    try {
      hand(translator.see(part), outlet);
    } finally {
      part.release();
    }
  }

  @Override
  public void end(Outlet outlet) {
    hand(translator.end(), outlet);
  }

  private static void hand(ByteBuf bytes, Outlet outlet) {
    if (bytes.isReadable()) {
      outlet.pass(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public boolean contentSeen() {
    return translator.contentSeen();
  }

  @Override
  public @Nullable Failure error() {
    return translator.error();
  }

  @Override
  public boolean complete() {
    return translator.complete();
  }

  @Override
  public @Nullable Usage usage() {
    return translator.usage();
  }

  @Override
  public long contentBytes() {
    return translator.contentBytes();
  }

  @Override
  public boolean atBoundary() {
    return true;
  }

  @Override
  public void release() {
    // It keeps characters, not buffers.
  }
}
