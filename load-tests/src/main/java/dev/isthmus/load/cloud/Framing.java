package dev.isthmus.load.cloud;

/**
 * How an answer is cut. WHOLE: one document. SSE: events that end in two LF. SSE_NAMED: the same,
 * each named after the {@code type} of its data. SSE_CRLF: events that end in two CRLF. ARRAY: one
 * JSON array whose elements arrive one after the other.
 */
enum Framing {
  WHOLE,
  SSE,
  SSE_NAMED,
  SSE_CRLF,
  ARRAY
}
