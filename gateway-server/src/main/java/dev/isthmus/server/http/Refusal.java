package dev.isthmus.server.http;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Why the edge answers a request itself. The texts are constant: nothing of a request is echoed.
 */
public enum Refusal {
  REQUEST_LINE(400, "The request line is not valid HTTP/1.1."),
  HEADER(400, "A header line is not valid."),
  HOST(400, "There must be exactly one valid Host header."),
  CONTENT_LENGTH(400, "The Content-Length header is not valid."),
  TRANSFER_ENCODING(400, "The Transfer-Encoding header is not valid here."),
  CHUNK(400, "The chunked body is not valid."),
  PATH(400, "The path has characters or segments that are not accepted."),
  UNKNOWN_PATH(404, FailureKind.NOT_FOUND, "There is nothing at this path."),
  API_VERSION(404, FailureKind.NOT_FOUND, "This path needs the query parameter api-version."),
  ALT_SSE(400, "Streams of this API are served as events: add the query parameter alt=sse."),
  STORED_STREAM(
      400,
      FailureKind.UNSUPPORTED,
      "A stored response is given as a whole: leave out the query parameter stream."),
  ONLY_GET(405, FailureKind.METHOD_NOT_ALLOWED, "This path takes GET.", "GET"),
  ONLY_POST(405, FailureKind.METHOD_NOT_ALLOWED, "This path takes POST.", "POST"),
  GET_OR_DELETE(
      405, FailureKind.METHOD_NOT_ALLOWED, "This path takes GET and DELETE.", "GET, DELETE"),
  METHOD(405, FailureKind.METHOD_NOT_ALLOWED, "This method is not served.", "GET, POST"),
  SLOW_HEAD(408, FailureKind.REQUEST_TIMEOUT, "The request's head took too long."),
  SLOW_BODY(408, FailureKind.REQUEST_TIMEOUT, "The request's body came too slowly."),
  BODY_TOO_LARGE(413, FailureKind.TOO_LARGE, "The request's body is over the limit."),
  LINE_TOO_LONG(414, "The request line is over the limit."),
  ENCODED_BODY(415, FailureKind.UNSUPPORTED_MEDIA, "Encoded bodies are not accepted."),
  EXPECTATION(417, "Only the expectation 100-continue is served."),
  MISDIRECTED(421, "The request names another host than its Host header."),
  HEAD_TOO_LARGE(431, "The request's headers are over the limit."),
  CODING(501, FailureKind.UNSUPPORTED, "Only the transfer coding chunked is served.");

  private final int status;
  private final FailureKind kind;
  private final String text;
  private final @Nullable String allow;

  Refusal(int status, String text) {
    this(status, FailureKind.INVALID_REQUEST, text);
  }

  Refusal(int status, FailureKind kind, String text) {
    this(status, kind, text, null);
  }

  Refusal(int status, FailureKind kind, String text, @Nullable String allow) {
    this.status = status;
    this.kind = kind;
    this.text = text;
    this.allow = allow;
  }

  /** Another method than {@code methods}, which are those of one path. */
  static Refusal ofMethods(String methods) {
    return switch (methods) {
      case "GET" -> ONLY_GET;
      case "POST" -> ONLY_POST;
      default -> GET_OR_DELETE;
    };
  }

  /** The status of the answer; HTTP knows some that a failure's kind does not. */
  public int status() {
    return status;
  }

  /** Whether the request was sound enough for another to follow it on its connection. */
  boolean keepsConnection() {
    return this == UNKNOWN_PATH
        || this == API_VERSION
        || this == ALT_SSE
        || this == STORED_STREAM
        || this == GET_OR_DELETE
        || this == ONLY_GET
        || this == ONLY_POST;
  }

  Failure failure() {
    return Failure.ofClient(kind, text);
  }

  /** The methods that the path takes, where that is the point. */
  @Nullable String allow() {
    return allow;
  }
}
