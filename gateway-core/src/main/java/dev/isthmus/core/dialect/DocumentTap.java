package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches an answer of one document go by. Threads: one event loop. */
@HotPath
public final class DocumentTap extends WholeTap {
  private final Recycler.@Nullable Handle<DocumentTap> handle;
  private final AnswerDocument document;
  private final ResponseIds ids;
  private boolean complete;
  private @Nullable Failure error;

  private DocumentTap(AnswerDocument document, Recycler.@Nullable Handle<DocumentTap> handle) {
    this.document = document;
    this.handle = handle;
    this.ids = new ResponseIds(document.scanner(), document.responseIds());
  }

  /** A tap that is used once. */
  public static DocumentTap once(AnswerDocument document) {
    DocumentTap tap = new DocumentTap(document, null);
    tap.start();
    return tap;
  }

  /** Taps of one kind that are used again for the next answers. Threads: any. */
  public static final class Stock {
    private final Recycler<DocumentTap> spare;

    public Stock(Supplier<? extends AnswerDocument> documents) {
      spare =
          new Recycler<>(Spares.MOST, Spares.KEEP_EACH, Spares.CHUNK) {
            @Override
            protected DocumentTap newObject(Handle<DocumentTap> handle) {
              return new DocumentTap(documents.get(), handle);
            }
          };
    }

    public DocumentTap take() {
      DocumentTap tap = spare.get();
      tap.start();
      return tap;
    }
  }

  private void start() {
    document.startAnswer();
    complete = false;
    error = null;
  }

  @Override
  public void release() {
    document.scanner().reset();
    if (handle != null) {
      handle.recycle(this);
    }
  }

  @Override
  protected void look(ByteBuf part) {
    ids.startPart();
    if (error == null) {
      long offset = document.scanner().offset();
      failIf(document.feed(part));
      ids.read(offset, part.readerIndex());
      readWhole();
    }
  }

  @Override
  public void end() {
    if (error == null) {
      failIf(document.scanner().end());
      complete = error == null;
    }
  }

  @Override
  public boolean contentSeen() {
    return document.hasContent();
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
  public ByteRanges responseIds() {
    return ids.found();
  }

  @Override
  public @Nullable Usage usage() {
    return document.usage();
  }

  @Override
  public long contentBytes() {
    return document.contentBytes();
  }

  private void readWhole() {
    if (document.scanner().isWhole()) {
      document.tally();
      error = document.error();
    }
  }

  private void failIf(@Nullable JsonError broken) {
    if (broken != null) {
      error = AnswerError.malformed(contentSeen(), broken.describe());
    }
  }
}
