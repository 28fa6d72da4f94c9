package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The bodies in which the clouds say no. */
final class ErrorShapes {

  private ErrorShapes() {}

  /** {@code {"error":{"message","type","param","code"}}}. */
  static ObjectNode openAi(Problem problem) {
    ObjectNode error = Json.object().put("message", problem.message()).put("type", type(problem));
    error
        .put("param", problem.param())
        .put("code", problem.code().isEmpty() ? null : problem.code());
    return wrap(error);
  }

  /** The same with vLLM's type names and the status as a number. */
  static ObjectNode vllm(Problem problem) {
    String type =
        switch (problem.status()) {
          case 400 -> "BadRequestError";
          case 404 -> "NotFoundError";
          default -> "InternalServerError";
        };
    ObjectNode error = Json.object().put("message", problem.message()).put("type", type);
    return wrap(error.put("param", problem.param()).put("code", problem.status()));
  }

  /** {@code {"error":{"code","message"}}} from the front door, OpenAI's shape from the model. */
  static ObjectNode azure(Problem problem) {
    if (problem.type() != null) {
      return openAi(problem);
    }
    return wrap(Json.object().put("code", problem.code()).put("message", problem.message()));
  }

  /** {@code {"error":{"code":429,"message","status":"RESOURCE_EXHAUSTED"}}}. */
  static ObjectNode google(Problem problem) {
    ObjectNode error = Json.object().put("code", problem.status());
    error.put("message", problem.message()).put("status", googleStatus(problem.status()));
    return wrap(error);
  }

  /** {@code {"type":"error","error":{"type","message"},"request_id"}}. */
  static ObjectNode anthropic(Problem problem, String requestId) {
    String type = problem.type() == null ? anthropicType(problem.status()) : problem.type();
    return anthropic(type, problem.message()).put("request_id", requestId);
  }

  /** The same as a stream says it: without an id. */
  static ObjectNode anthropic(String type, String message) {
    ObjectNode error = Json.object().put("type", type).put("message", message);
    return Json.object().put("type", "error").set("error", error);
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 400, 405, 422 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 409 -> "conflict_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> "api_error";
    };
  }

  private static ObjectNode wrap(ObjectNode error) {
    return Json.object().set("error", error);
  }

  private static String type(Problem problem) {
    if (problem.type() != null) {
      return problem.type();
    }
    return switch (problem.status()) {
      case 400, 401, 404 -> "invalid_request_error";
      case 429 -> "tokens";
      case 503, 529 -> "service_unavailable_error";
      default -> "server_error";
    };
  }

  private static String googleStatus(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 502, 503 -> "UNAVAILABLE";
      default -> "INTERNAL";
    };
  }
}
