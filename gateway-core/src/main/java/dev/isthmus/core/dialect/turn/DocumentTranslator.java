package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Translates an answer that is one document and no conversation: it is held until it is whole.
 * Units: at most {@value #MAX_ANSWER_BYTES} bytes. Threads: one.
 */
public final class DocumentTranslator implements AnswerTranslator {
  /** Largest plain answer that is held to be translated. */
  public static final int MAX_ANSWER_BYTES = 32 << 20;

  private final HeldBytes held = new HeldBytes(MAX_ANSWER_BYTES);
  private final Document document;
  private boolean complete;
  private @Nullable Failure error;

  public DocumentTranslator(Document document) {
    this.document = document;
  }

  /** One answer in both dialects. Threads: one. */
  public interface Document {

    /** The answer's head; borrowed. */
    default void head(HeaderView headers) {}

    /**
     * Says the whole answer in the caller's dialect; the caller owns the result.
     *
     * @param answer valid up to {@code length}
     */
    ByteBuf translate(byte[] answer, int length) throws IOException;

    /** What the provider counted, or null where it does not say. */
    @Nullable Usage usage();
  }

  @Override
  public void head(HeaderView headers) {
    document.head(headers);
  }

  @Override
  public ByteBuf see(ByteBuf part) {
    if (error == null) {
      try {
        held.add(part, part.readerIndex(), part.readableBytes());
      } catch (TurnRefusal refusal) {
        error = refusal.failure();
        held.clear();
      }
    }
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public ByteBuf end() {
    if (error != null) {
      return Unpooled.EMPTY_BUFFER;
    }
    try {
      ByteBuf translated = document.translate(held.array(), held.size());
      complete = true;
      return translated;
    } catch (TurnRefusal refusal) {
      error = refusal.failure();
    } catch (IOException e) {
      error =
          Failure.ofProvider(
              FailureKind.MALFORMED, Failure.Retry.UNANSWERED, "the answer broke its own grammar");
    } finally {
      held.clear();
    }
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public boolean contentSeen() {
    return complete;
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
    return document.usage();
  }

  /** What is no text has no tokens to be estimated. */
  @Override
  public long contentBytes() {
    return 0;
  }
}
