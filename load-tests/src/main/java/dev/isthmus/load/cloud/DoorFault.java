package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.Faults.Drawn;
import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A fault that strikes before anything is generated: nothing is sold. */
final class DoorFault implements Run {

  private static final String PAGE =
      "<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>\n";

  private final Line line;
  private final Fault fault;

  DoorFault(Line line) {
    Fault end = line.drawn().end();
    if (end == null) {
      throw new IllegalArgumentException("fault: none (expected: one that stops at the door)");
    }
    this.line = line;
    this.fault = end;
  }

  /** Whether what was drawn strikes here. */
  static boolean stops(Drawn drawn) {
    return drawn.endsBy(FaultKind.STATUS)
        || drawn.endsBy(FaultKind.HTML_502)
        || drawn.endsBy(FaultKind.REDIRECT)
        || drawn.endsBy(FaultKind.RESET_BEFORE_HEAD)
        || drawn.endsBy(FaultKind.STALL_BEFORE_HEAD);
  }

  @Override
  public void start() {
    switch (fault.kind()) {
      case STATUS -> status();
      case HTML_502 -> {
        ByteBuf page = line.wire().buffer().writeBytes(PAGE.getBytes(StandardCharsets.UTF_8));
        answer(line.head(502, "text/html"), page);
      }
      case REDIRECT -> {
        HttpResponse head = line.head(307, "text/plain");
        head.headers().set("location", fault.detail().location());
        answer(head, line.wire().buffer());
      }
      case RESET_BEFORE_HEAD -> line.reset(0, TokenCount.NONE);
      default -> {} // STALL_BEFORE_HEAD: the caller has to lose patience
    }
  }

  private void status() {
    Fault.Detail detail = fault.detail();
    String code = String.valueOf(detail.status());
    Problem problem = Problem.door(detail.status(), code, "Simulated fault.");
    Document body = body(problem, detail.retry());
    HttpResponse head = line.head(detail.status(), body.contentType());
    line.service().refused(head.headers(), problem);
    line.service().fault(head.headers(), detail.status(), detail.retry());
    LimitHeaders.retry(head.headers(), detail.retry().form(), detail.retry().millis());
    detail.headers().forEach((name, value) -> head.headers().set(name, value));
    answer(head, line.encoded(body.bytes()));
  }

  private Document body(Problem problem, Fault.Retry retry) {
    if (retry.form() != RetryForm.BODY) {
      return line.service().refusal(problem, line.request(), line.requestId());
    }
    JsonNode body = line.service().error(problem, line.request(), line.requestId());
    addRetryInfo(body.isArray() ? body.path(0) : body, retry.millis());
    return Document.json(body);
  }

  private static void addRetryInfo(JsonNode body, long millis) {
    ObjectNode info = Json.object().put("@type", "type.googleapis.com/google.rpc.RetryInfo");
    String delay = String.format(Locale.ROOT, "%.3fs", millis / 1000.0);
    if (body.path("error") instanceof ObjectNode error) {
      error.set("details", Json.array(info.put("retryDelay", delay)));
    }
  }

  private void answer(HttpResponse head, ByteBuf body) {
    Wire wire = line.wire();
    head.headers().set("content-length", body.readableBytes());
    wire.write(head);
    wire.send(new DefaultLastHttpContent(body));
    line.end(End.REFUSED, head.status().code(), TokenCount.NONE, false);
    line.next();
  }

  @Override
  public void hungUp() {
    line.end(End.CANCELLED, 0, TokenCount.NONE, false);
  }
}
