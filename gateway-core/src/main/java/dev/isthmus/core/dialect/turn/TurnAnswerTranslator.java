package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Drives a reader into a writer and watches what passes between them. */
final class TurnAnswerTranslator implements AnswerTranslator {
  private final AnswerReader reader;
  private final AnswerWriter writer;
  private final Choices choices = new Choices();
  private final AnswerBounds bounds = new AnswerBounds();
  private boolean contentSeen;
  private long contentBytes;
  private @Nullable Failure error;
  private @Nullable Usage usage;

  TurnAnswerTranslator(AnswerReader reader, AnswerWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public ByteBuf see(ByteBuf part) {
    return guarded(() -> reader.see(part, this::on));
  }

  @Override
  public ByteBuf end() {
    return guarded(
        () -> {
          reader.end(this::on);
          if (complete()) {
            writer.finish();
          }
        });
  }

  private ByteBuf guarded(Step step) {
    if (error != null) {
      return Unpooled.EMPTY_BUFFER;
    }
    boolean thrown = true;
    try {
      step.run();
      thrown = false;
    } catch (TurnRefusal refusal) {
      thrown = false;
      error = refusal.failure().withRetry(retry());
    } catch (IOException e) {
      thrown = false;
      error =
          Failure.ofProvider(FailureKind.MALFORMED, retry(), "the answer broke its own grammar");
    } finally {
      if (thrown) {
        writer.take().release(); // a bug of ours: whoever hears of it knows of no buffer
      }
    }
    return writer.take();
  }

  private void on(TurnEvent event) throws IOException {
    if (error != null) {
      return;
    }
    if (event instanceof TurnEvent.Broken broken) {
      Failure failure = broken.failure();
      error = contentSeen ? failure.withRetry(Failure.Retry.NEVER) : failure;
      return;
    }
    bounds.check(event);
    if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else if (event instanceof TurnEvent.Speaker speaker) {
      choices.open(speaker.choice());
    } else if (event instanceof TurnEvent.Stop) {
      choices.stop();
    } else {
      count(event);
    }
    writer.on(event);
  }

  private void count(TurnEvent event) {
    String content = "";
    if (event instanceof TurnEvent.Text text) {
      content = text.text();
    } else if (event instanceof TurnEvent.Reasoning reasoning) {
      content = reasoning.text();
    } else if (event instanceof TurnEvent.ToolCall call) {
      content = call.name() + call.arguments();
    } else if (event instanceof TurnEvent.ToolCallStart start) {
      content = start.name();
    } else if (event instanceof TurnEvent.ToolCallArguments arguments) {
      content = arguments.piece();
    }
    contentSeen |= !content.isEmpty();
    contentBytes += ByteBufUtil.utf8Bytes(content);
  }

  private Failure.Retry retry() {
    return contentSeen ? Failure.Retry.NEVER : Failure.Retry.UNANSWERED;
  }

  @Override
  public boolean contentSeen() {
    return contentSeen;
  }

  @Override
  public @Nullable Failure error() {
    return error;
  }

  @Override
  public boolean complete() {
    return error == null && choices.allStopped();
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }

  @Override
  public long contentBytes() {
    return contentBytes;
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Which choices were begun and which are over. */
  private static final class Choices {
    private final BitSet begun = new BitSet();
    private final BitSet stopped = new BitSet();
    private int current;

    void open(int choice) {
      begun.set(choice);
      current = choice;
    }

    void stop() {
      stopped.set(current);
    }

    boolean allStopped() {
      return !begun.isEmpty() && begun.equals(stopped);
    }
  }
}
