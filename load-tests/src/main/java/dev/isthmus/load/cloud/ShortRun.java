package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** An answer that takes no time and sells nothing: a refusal, a list, a token. */
final class ShortRun implements Run {

  private static final int FIRST_ERROR = 400;

  private final Line line;
  private final int status;
  private final Document body;
  private final @Nullable Problem problem;

  private ShortRun(Line line, int status, Document body, @Nullable Problem problem) {
    this.line = line;
    this.status = status;
    this.body = body;
    this.problem = problem;
  }

  ShortRun(Line line, int status, Document body) {
    this(line, status, body, null);
  }

  /** Says {@code problem}. */
  static ShortRun refusal(Line line, Problem problem) {
    Document body = line.service().refusal(problem, line.request(), line.requestId());
    return new ShortRun(line, problem.status(), body, problem);
  }

  @Override
  public void start() {
    Wire wire = line.wire();
    ByteBuf bytes = line.encoded(body.bytes());
    HttpResponse head = line.head(status, body.contentType());
    if (problem != null) {
      line.service().refused(head.headers(), problem);
    }
    head.headers().set("content-length", bytes.readableBytes());
    wire.write(head);
    wire.send(new DefaultLastHttpContent(bytes));
    line.end(status >= FIRST_ERROR ? End.REFUSED : End.COMPLETE, status, TokenCount.NONE, false);
    line.next();
  }

  @Override
  public void hungUp() {
    line.end(End.CANCELLED, 0, TokenCount.NONE, false);
  }
}
