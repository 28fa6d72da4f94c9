package dev.isthmus.load.cloud;

import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, before a cloud puts it in its own shape.
 *
 * @param code short word or number as text
 * @param type OpenAI's {@code type}, or null where the front door and not the model refuses
 * @param param the offending field, if one is
 */
record Problem(
    int status, String code, String message, @Nullable String type, @Nullable String param)
    implements Reply {

  /** The front door refuses: authentication, paths, deployments, limits. */
  static Problem door(int status, String code, String message) {
    return new Problem(status, code, message, null, null);
  }

  /** The model's server refuses the request's content. */
  static Problem request(String code, String message, @Nullable String param) {
    return new Problem(400, code, message, "invalid_request_error", param);
  }

  /** A field has a value that cannot be. */
  static Problem value(String param, String message) {
    return request("invalid_value", message, param);
  }
}
