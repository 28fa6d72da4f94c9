package dev.isthmus.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The readers that the requests of one HTTP/1.1 connection use in turn, and the judgement on each
 * head. Threads: one event loop.
 */
final class Http1Request {
  final HeadParser head;
  final BodyReader body;
  private final EdgeLimits limits;
  private final Framing framing = new Framing();
  private @Nullable HeaderBlock headers;
  private boolean headOnly;

  Http1Request(EdgeLimits limits) {
    this.limits = limits;
    this.head = new HeadParser(limits.head());
    this.body = new BodyReader(limits.bodyBytes());
  }

  /** Judges the head that is whole now, and makes ready for its body. */
  Target judge() {
    String method = head.method();
    String target = head.target();
    boolean http10 = head.isHttp10();
    HeaderBlock fields = head.takeHeaders();
    headers = fields;
    headOnly = method.equals("HEAD");
    Refusal broken = framing.read(fields, http10);
    Target to = Target.resolve(method, target, framing.host());
    if (broken != null) {
      boolean forbidden = to instanceof Target.Refused refused && refused.why() == Refusal.METHOD;
      return forbidden ? to : new Target.Refused(broken);
    }
    body.begin(framing.contentLength(), framing.isChunked());
    if (to instanceof Target.Refused) {
      return to;
    }
    Refusal refusal = EdgeLoop.check(fields, framing.contentLength(), limits);
    return refusal == null ? to : new Target.Refused(refusal);
  }

  HeaderBlock headers() {
    HeaderBlock fields = headers;
    if (fields == null) {
      throw new IllegalStateException("headers: none (expected: a head that was judged)");
    }
    return fields;
  }

  long contentLength() {
    return framing.contentLength();
  }

  boolean isHeadOnly() {
    return headOnly;
  }

  boolean isHttp10() {
    return framing.isHttp10();
  }

  boolean isKeepAlive() {
    return framing.isKeepAlive();
  }

  /** Whether the caller holds its body back until it is told to go on. */
  boolean awaitsContinue() {
    return !isHttp10() && headers().get("expect") != null;
  }
}
