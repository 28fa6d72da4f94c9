package dev.isthmus.load.generator;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One call while it runs. Threads: the run's event loop. */
final class Call {

  private static final int WORDS_KEPT = 400;

  private final long number;
  private final boolean stream;
  private final long scheduledNanos;
  private final AnswerScan scan;
  private final Tally tally;
  private @Nullable ClientConnection carrier;
  private long sentNanos;
  private long headNanos;
  private long firstContentNanos;
  private long lastContentNanos;
  private int status;
  private String deployment = "";
  private String requestId = "";
  private boolean saysWhenToRetry;
  private final StringBuilder refusal = new StringBuilder();
  private boolean over;

  Call(long number, boolean stream, long scheduledNanos, Tally tally) {
    this.number = number;
    this.stream = stream;
    this.scheduledNanos = scheduledNanos;
    this.scan = new AnswerScan(stream);
    this.tally = tally;
  }

  long number() {
    return number;
  }

  boolean stream() {
    return stream;
  }

  long scheduledNanos() {
    return scheduledNanos;
  }

  boolean over() {
    return over;
  }

  void sent(ClientConnection by, long nowNanos) {
    carrier = by;
    sentNanos = nowNanos;
  }

  /** Its time is over: what it runs on cannot be used again. */
  void timeOut(long nowNanos) {
    if (over) {
      return;
    }
    end(Outcome.TIMED_OUT, nowNanos); // first, so that the close below is not taken for the cause
    if (carrier != null) {
      carrier.abandon();
    }
  }

  void head(HttpResponse head, long nowNanos) {
    headNanos = nowNanos;
    status = head.status().code();
    deployment = head.headers().get("x-isthmus-deployment", "");
    requestId = head.headers().get("x-request-id", "");
    saysWhenToRetry = head.headers().contains("retry-after");
  }

  /** Borrows {@code part}. */
  void body(ByteBuf part, long nowNanos) {
    if (status != 200) {
      refuse(part);
      return;
    }
    if (!scan.see(part)) {
      return;
    }
    if (firstContentNanos == 0) {
      firstContentNanos = nowNanos;
    } else if (stream) {
      tally.gap(nowNanos - lastContentNanos);
    }
    lastContentNanos = nowNanos;
  }

  private void refuse(ByteBuf part) {
    int room = Math.min(part.readableBytes(), WORDS_KEPT - refusal.length());
    refusal.append(part.toString(part.readerIndex(), room, StandardCharsets.ISO_8859_1));
  }

  /** The message ended as its framing says. */
  void complete(long nowNanos) {
    end(status == 200 ? scan.verdict() : Outcome.ERROR_STATUS, nowNanos);
  }

  /** The connection ended first. An error event is an error event, however the stream then ends. */
  void cutOff(long nowNanos) {
    Outcome how =
        headNanos == 0
            ? Outcome.LOST
            : status != 200
                ? Outcome.ERROR_STATUS
                : scan.failed() ? Outcome.ERROR_EVENT : Outcome.BROKEN;
    end(how, nowNanos);
  }

  void end(Outcome outcome, long nowNanos) {
    if (over) {
      return;
    }
    over = true;
    if (!refusal.isEmpty()) {
      tally.refused(number, status, nowNanos - scheduledNanos, refusal.toString());
    }
    var marks =
        new CallRecord.Marks(scheduledNanos, sentNanos, headNanos, firstContentNanos, nowNanos);
    tally.ended(
        new CallRecord(
            number,
            stream,
            outcome,
            status,
            deployment,
            requestId,
            scan.outputTokens(),
            saysWhenToRetry,
            marks),
        scan.inputTokens(),
        scan.outputTokens());
  }
}
