package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** An answer that takes no time and sells nothing: a refusal, a list, a token. */
final class ShortRun implements Run {

  private static final int FIRST_ERROR = 400;

  private final Line line;
  private final int status;
  private final JsonNode body;

  ShortRun(Line line, int status, JsonNode body) {
    this.line = line;
    this.status = status;
    this.body = body;
  }

  @Override
  public void start() {
    Wire wire = line.wire();
    ByteBuf bytes = line.encoded(body);
    HttpResponse head = line.head(status, "application/json");
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
