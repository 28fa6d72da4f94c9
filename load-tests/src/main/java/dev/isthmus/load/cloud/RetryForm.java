package dev.isthmus.load.cloud;

/** The ways in which clouds say when to come back. */
public enum RetryForm {
  /** Says nothing, like Vertex AI under dynamic shared quota. */
  NONE,
  /** {@code retry-after-ms} and {@code retry-after}, like provisioned Azure. */
  MILLISECONDS,
  /** {@code retry-after} in whole seconds. */
  SECONDS,
  /** {@code retry-after} in seconds with a fraction. */
  FRACTION,
  /** {@code retry-after} as an HTTP date. */
  HTTP_DATE,
  /** Only {@code x-ratelimit-reset-tokens}, in whole seconds, like some of Azure's. */
  RESET_SECONDS,
  /** Only {@code x-ratelimit-reset-tokens} as a duration such as {@code 1m2.5s}, like OpenAI's. */
  RESET_DURATION,
  /** Only {@code anthropic-ratelimit-tokens-reset} as a time of RFC 3339. */
  RESET_TIME,
  /** {@code RetryInfo} in Google's error body. */
  BODY
}
