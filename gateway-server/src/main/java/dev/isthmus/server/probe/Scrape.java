package dev.isthmus.server.probe;

import dev.isthmus.core.provider.Unsigned;
import dev.isthmus.core.signal.EngineReport;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One page of metrics, asked for and read. Bounds: {@value #MOST_BYTES} bytes, two seconds from the
 * name to the last byte. Threads: the probes' loop.
 */
final class Scrape {
  static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Servers with many models and histograms say a tenth of this. */
  static final int MOST_BYTES = 4 << 20;

  private static final int OK = 200;
  private static final String FORMAT = "text/plain;version=0.0.4";

  private final ProbeTarget target;
  private final ExpositionReader reader;
  private final Reply reply;
  private final Future<?> deadline;
  private int bytes;
  private boolean headSeen;
  private boolean keepAlive;
  private boolean over;

  /** Hears the end, once. */
  interface Reply {
    /** {@code keep}: the connection may be used again. */
    void heard(EngineReport report, boolean keep);

    void failed(Trouble why);
  }

  Scrape(ProbeTarget target, ProbePlace place, Reply reply) {
    this.target = target;
    this.reader = new ExpositionReader(target.model());
    this.reply = reply;
    this.deadline =
        place.loop().schedule(() -> fail(Trouble.TIMEOUT), DEADLINE_NANOS, TimeUnit.NANOSECONDS);
    reader.begin();
  }

  boolean isOver() {
    return over;
  }

  /** Asks over {@code channel}, which is connected. */
  void send(Channel channel) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, target.path(), Unpooled.EMPTY_BUFFER);
    HttpHeaders headers = request.headers();
    headers.set(HttpHeaderNames.HOST, target.address().authority());
    headers.set(HttpHeaderNames.ACCEPT, FORMAT);
    headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    headers.set(HttpHeaderNames.USER_AGENT, "isthmus-probe");
    target
        .authenticator()
        .authenticate(
            new Unsigned(target.address(), "GET", target.path(), "", Unpooled.EMPTY_BUFFER),
            headers::set);
    channel
        .writeAndFlush(request)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                fail(Trouble.BROKEN);
              }
            });
  }

  /** Borrows a part of the answer. */
  void see(HttpObject message) {
    if (over) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      fail(Trouble.BROKEN);
      return;
    }
    if (message instanceof HttpResponse head) {
      head(head);
    }
    if (!over && headSeen && message instanceof HttpContent content) {
      body(content);
    }
  }

  private void head(HttpResponse head) {
    if (head.status().code() != OK) {
      fail(Trouble.STATUS);
    } else if (isEncoded(head.headers())) {
      fail(Trouble.BROKEN);
    } else {
      headSeen = true;
      keepAlive = HttpUtil.isKeepAlive(head);
    }
  }

  private static boolean isEncoded(HttpHeaders headers) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private void body(HttpContent content) {
    bytes += content.content().readableBytes();
    if (bytes > MOST_BYTES) {
      fail(Trouble.TOO_LONG);
      return;
    }
    reader.read(content.content());
    if (content instanceof LastHttpContent) {
      EngineReport report = reader.end();
      if (report.isTelling()) {
        end();
        reply.heard(report, keepAlive);
      } else {
        fail(Trouble.NO_GAUGES);
      }
    }
  }

  void fail(Trouble why) {
    if (!over) {
      end();
      reply.failed(why);
    }
  }

  /** Nobody hears of it from now on. */
  void end() {
    over = true;
    deadline.cancel(false);
  }
}
