package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.Faults.Drawn;
import dev.isthmus.load.cloud.Sale.End;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wire and the books of one request: what every way of answering it has in common.
 *
 * <p>Threads: the cloud's event loop. {@link #end} counts once, whoever calls it first.
 */
final class Line {

  /** Gives the caller's kernel time to hand over what was sent before a reset overtakes it. */
  private static final long RESET_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final List<String> CREDENTIALS =
      List.of("authorization", "api-key", "x-goog-api-key", "x-api-key", "x-amz-security-token");

  private final Wire wire;
  private final Request request;
  private final Books books;
  private Sale sale;
  private @Nullable Work work;
  private @Nullable Meter meter;
  private long waitMillis;
  private boolean over;
  private long startNanos;
  private Runnable whenOver = () -> {};

  /** Whose request it is, who keeps the bill, what goes wrong, and what runs when all is over. */
  record Books(Service service, Bill bill, Drawn drawn, Runnable ended) {}

  Line(Wire wire, Request request, Books books, Sale sale) {
    this.wire = wire;
    this.request = request;
    this.books = books;
    this.sale = sale;
    this.startNanos = sale.times().startNanos();
  }

  /** Its work begins only now, after others; {@code ending} runs at its end. */
  void begins(Runnable ending) {
    startNanos = System.nanoTime();
    whenOver = ending;
  }

  void asked(String operation) {
    sale = with(new Sale.What(operation, "", false));
  }

  void asked(Work asked) {
    work = asked;
    sale = with(new Sale.What(asked.operation(), asked.deployment().name(), asked.stream()));
  }

  /** Capacity has been asked: {@code wait} is 0 where there was room. */
  void metered(Work asked, Meter by, long wait) {
    work = asked;
    meter = by;
    waitMillis = wait;
  }

  Drawn drawn() {
    return books.drawn;
  }

  Request request() {
    return request;
  }

  Service service() {
    return books.service;
  }

  Wire wire() {
    return wire;
  }

  String requestId() {
    return sale.requestId();
  }

  /** When its work began. */
  long startNanos() {
    return startNanos;
  }

  /** The head of an answer, without its framing. */
  HttpResponse head(int status, String contentType) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    headers.set("content-type", contentType);
    books.service.head(headers, sale.requestId());
    if (work != null && meter != null) {
      books.service.limits(headers, work, meter, waitMillis);
    }
    if (books.drawn.gzip()) {
      headers.set("content-encoding", "gzip");
    }
    if (books.drawn.echo()) {
      echo(headers);
    }
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
    HttpUtil.setKeepAlive(head, request.keepAlive());
    return head;
  }

  private void echo(HttpHeaders headers) {
    for (String name : CREDENTIALS) {
      String value = request.headers().get(name);
      if (value != null) {
        headers.set(name, value).set("x-echo-" + name, value);
      }
    }
  }

  /** {@code body} as it goes out: compressed where a fault says so. */
  ByteBuf encoded(JsonNode body) {
    return encoded(Json.bytes(body));
  }

  ByteBuf encoded(byte[] body) {
    ByteBuf plain = wire.buffer().writeBytes(body);
    if (!books.drawn.gzip()) {
      return plain;
    }
    return new GzipStream().last(plain, wire.buffer());
  }

  /** Runs {@code step} on the loop after {@code delayNanos}; at once where that is not above 0. */
  void after(long delayNanos, Runnable step) {
    if (delayNanos <= 0) {
      step.run();
      return;
    }
    wire.after(
        delayNanos,
        () -> {
          if (!over && wire.active()) {
            step.run();
          }
        });
  }

  /** Resets the connection, after what was written has had time to arrive. */
  void reset(int status, TokenCount sold) {
    wire.after(
        RESET_DELAY_NANOS,
        () -> {
          end(End.BROKEN, status, sold, false);
          wire.reset();
        });
  }

  /** Closes the bill; the connection is left to the caller of this. */
  void end(End how, int status, TokenCount sold, boolean usageSent) {
    if (over) {
      return;
    }
    over = true;
    whenOver.run();
    long picodollars = 0;
    if (work != null) {
      picodollars = work.deployment().tariff().picodollars(sold);
      if (meter != null && waitMillis == 0) {
        meter.settle(work.reserve(), sold.total());
      }
    }
    books.bill.close(
        new Sale(
            sale.sequence(),
            sale.requestId(),
            sale.clientRequestId(),
            sale.what(),
            status,
            how,
            sold,
            picodollars,
            usageSent,
            Bill.ended(sale.times(), System.nanoTime())));
  }

  /** Goes on to the next request of the connection. */
  void next() {
    books.ended.run();
  }

  private Sale with(Sale.What what) {
    return new Sale(
        sale.sequence(),
        sale.requestId(),
        sale.clientRequestId(),
        what,
        0,
        End.OPEN,
        TokenCount.NONE,
        0,
        false,
        sale.times());
  }
}
