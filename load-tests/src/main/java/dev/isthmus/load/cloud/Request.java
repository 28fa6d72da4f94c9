package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One whole request; its body is read and never written. */
final class Request {

  private final String method;
  private final QueryStringDecoder target;
  private final HttpHeaders headers;
  private final byte[] body;
  private final boolean keepAlive;

  /** Takes {@code body}. */
  Request(
      String method,
      QueryStringDecoder target,
      HttpHeaders headers,
      byte[] body,
      boolean keepAlive) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
    this.keepAlive = keepAlive;
  }

  String method() {
    return method;
  }

  HttpHeaders headers() {
    return headers;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** The path as it came, percent-encoding and all. */
  String rawPath() {
    return target.rawPath();
  }

  String rawQuery() {
    return target.rawQuery();
  }

  byte[] body() {
    return body;
  }

  /** {@code text} without its percent-encoding. */
  static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  String path() {
    return target.path();
  }

  /** The first value of query parameter {@code name}, or null. */
  @Nullable String query(String name) {
    List<String> values = target.parameters().get(name);
    return values == null ? null : values.get(0);
  }

  /** The value of field {@code name} of a form body, or null. */
  @Nullable String form(String name) {
    String text = new String(body, StandardCharsets.UTF_8);
    List<String> values = new QueryStringDecoder(text, false).parameters().get(name);
    return values == null ? null : values.get(0);
  }

  /** What follows {@code Bearer} in the authorization header, or null. */
  @Nullable String bearer() {
    String value = headers.get("authorization");
    return value != null && value.regionMatches(true, 0, "Bearer ", 0, 7)
        ? value.substring(7).trim()
        : null;
  }

  /** What the caller calls this request, or empty. */
  String clientRequestId() {
    for (String name : List.of("x-ms-client-request-id", "x-client-request-id", "x-request-id")) {
      String value = headers.get(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** The body as a JSON object, or null. */
  @Nullable JsonNode object() {
    JsonNode node = Json.parse(body);
    return node != null && node.isObject() ? node : null;
  }
}
