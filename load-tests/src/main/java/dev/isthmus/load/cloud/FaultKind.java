package dev.isthmus.load.cloud;

import java.util.Locale;

/**
 * What can be broken. Faults that count events count every event of the stream from its first;
 * where an answer is not streamed they act after the first half of its body.
 */
public enum FaultKind {
  /** Answers an error status in the cloud's own shape. */
  STATUS,
  /** Answers 502 with a page of HTML. */
  HTML_502,
  /** Answers 307 to another place. */
  REDIRECT,
  /** Resets the connection instead of answering. */
  RESET_BEFORE_HEAD,
  /** Never answers. */
  STALL_BEFORE_HEAD,
  /** Answers 200 and then, before any content, an error. */
  ERROR_IN_200,
  /** Sends the head alone and resets. */
  RESET_AFTER_HEAD,
  /** Sends some events, then an error event, and ends. Streams only. */
  ERROR_MIDSTREAM,
  /** Sends some events and resets. */
  RESET_AFTER_EVENTS,
  /** Sends some events and then nothing more. */
  STALL_MIDSTREAM,
  /** Sends some events and closes in the middle of the message; in an AWS stream inside a frame. */
  TRUNCATE,
  /** Sends some events and ends the message properly, without its last events. Streams only. */
  END_EARLY,
  /** Declares more or fewer bytes than it sends, by {@code bytes}, and closes. Not streams. */
  WRONG_CONTENT_LENGTH,
  /** The first token takes {@code factor} times as long. */
  SLOW_FIRST_TOKEN,
  /** Every token takes {@code factor} times as long. */
  SLOW_DECODE,
  /** Sends the request's credentials back as response headers. */
  HEADER_ECHO,
  /** Compresses the answer although nobody asked for it. */
  GZIP;

  /** Whether it stands beside other faults instead of ending the answer its own way. */
  boolean shapes() {
    return this == SLOW_FIRST_TOKEN || this == SLOW_DECODE || this == HEADER_ECHO || this == GZIP;
  }

  /** Whether it strikes inside the body, after some events. */
  boolean cuts() {
    return this == ERROR_MIDSTREAM
        || this == RESET_AFTER_EVENTS
        || this == STALL_MIDSTREAM
        || this == TRUNCATE
        || this == END_EARLY;
  }

  /** The kind written {@code text}, in any case, with '-' or '_'. */
  static FaultKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
