package dev.isthmus.load.cloud;

/**
 * How an answer is cut. WHOLE: one document. SSE: events that end in two LF. SSE_NAMED: the same,
 * each named after the {@code type} of its data. SSE_CRLF: events that end in two CRLF. ARRAY: one
 * JSON array whose elements arrive one after the other. EVENT_STREAM: AWS's binary messages.
 * PAYLOAD_PARTS: the bytes of an SSE stream, cut anywhere, in such messages.
 */
enum Framing {
  WHOLE("application/json"),
  SSE("text/event-stream"),
  SSE_NAMED("text/event-stream"),
  SSE_CRLF("text/event-stream"),
  ARRAY("application/json"),
  EVENT_STREAM("application/vnd.amazon.eventstream"),
  PAYLOAD_PARTS("application/vnd.amazon.eventstream");

  private final String contentType;

  Framing(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }
}
