package dev.isthmus.load.generator;

import dev.isthmus.load.cloud.model.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the requests of a run: the same words, a number of its own in each; or those that were
 * written out.
 */
final class Questions {

  private final String path;
  private final HttpHeaders headers;
  private final byte[] head;
  private final byte[] plainTail;
  private final byte[] streamTail;
  private final @Nullable CallSheet sheet;

  Questions(LoadPlan plan, String authority, @Nullable CallSheet sheet) {
    this.sheet = sheet;
    this.path = plan.path();
    this.headers = headers(plan, authority);
    String limit = plan.mix().maxTokens() > 0 ? ",\"max_tokens\":" + plan.mix().maxTokens() : "";
    String model = plan.mix().model().replace("\\", "\\\\").replace("\"", "\\\"");
    this.head =
        bytes(
            "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Question ");
    String words = words(plan);
    this.plainTail = bytes(words + "\"}]" + limit + "}");
    this.streamTail =
        bytes(
            words
                + "\"}]"
                + limit
                + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
  }

  /** The request of call {@code number}, from 1. */
  FullHttpRequest request(long number, boolean stream) {
    ByteBuf body = body(number, stream ? streamTail : plainTail);
    HttpHeaders own = headers.copy().set("content-length", body.readableBytes());
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.POST,
        path,
        body,
        own,
        DefaultHttpHeadersFactory.trailersFactory().newHeaders());
  }

  private ByteBuf body(long number, byte[] tail) {
    return sheet == null
        ? Unpooled.wrappedBuffer(head, bytes(Long.toString(number)), tail)
        : Unpooled.wrappedBuffer(bytes(sheet.lines().get((int) number - 1).body()));
  }

  private static HttpHeaders headers(LoadPlan plan, String authority) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set("host", authority).set("content-type", "application/json");
    headers.set("accept", "application/json").set("user-agent", "isthmus-load");
    if (!plan.key().isEmpty()) {
      headers.set("authorization", "Bearer " + plan.key());
    }
    return headers;
  }

  private static String words(LoadPlan plan) {
    int bytes = plan.mix().promptTokens() * 4;
    Words words = new Words(plan.seed(), plan.mix().promptTokens() + 1);
    StringBuilder text = new StringBuilder(": ");
    for (int i = 0; text.length() < bytes && i < words.count(); i++) {
      text.append(words.piece(i));
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
