package dev.isthmus.server.http;

import java.util.Objects;
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
  private String method = "";
  private String target = "";
  private @Nullable String host;
  private Target resolved = new Target.Refused(Refusal.PATH);

  Http1Request(EdgeLimits limits) {
    this.limits = limits;
    this.head = new HeadParser(limits.head());
    this.body = new BodyReader(limits.bodyBytes());
  }

  /** Judges the head that is whole now, and makes ready for its body. */
  Target judge() {
    String nextMethod = head.method(method);
    String nextTarget = head.target(target);
    boolean http10 = head.isHttp10();
    HeaderBlock fields = head.takeHeaders();
    headers = fields;
    fields.belongsTo(this);
    Refusal broken = framing.read(fields, http10);
    Target to = resolve(nextMethod, nextTarget, framing.host());
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

  /** A caller that stays mostly asks for the same again, and what that means was found out. */
  private Target resolve(String nextMethod, String nextTarget, @Nullable String nextHost) {
    boolean same = nextMethod.equals(method) && nextTarget.equals(target);
    if (!same || !Objects.equals(nextHost, host)) {
      Target next = Target.resolve(nextMethod, nextTarget, nextHost);
      if (nextTarget.indexOf('?') >= 0 && !isPlain(next)) {
        return forgetting(nextTarget, next);
      }
      method = nextMethod;
      target = nextTarget;
      host = nextHost;
      resolved = next;
    }
    return resolved;
  }

  private static boolean isPlain(Target to) {
    return to instanceof Target.Found found && found.key() == null;
  }

  /** Nothing of an address that may hold a key outlives its request, but for the path. */
  private Target forgetting(String nextTarget, Target next) {
    method = "";
    target = nextTarget.substring(0, nextTarget.indexOf('?'));
    resolved = new Target.Refused(Refusal.PATH);
    return next;
  }

  /** Nobody reads the headers any more, as the answer is over or will be made without them. */
  void release() {
    if (headers != null) {
      headers.release();
      headers = null;
    }
  }

  HeaderBlock headers() {
    HeaderBlock fields = headers;
    if (fields == null) {
      throw new IllegalStateException("headers: none (expected: a head that was judged)");
    }
    return fields;
  }

  /** Of the request judged last; empty before the first. */
  String target() {
    return target;
  }

  long contentLength() {
    return framing.contentLength();
  }

  boolean isHeadOnly() {
    return method.equals("HEAD");
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
