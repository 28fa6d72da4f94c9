package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads an error that a provider put into an answer whose status was good. The provider's own words
 * are left out: they may quote the prompt or name an account. Threads: any; immutable.
 */
public final class AnswerError {
  private static final int WORD_BYTES = 64;

  private final int code;
  private final int type;

  /** An error with its {@code code} and {@code type} below {@code path}, which may be empty. */
  public AnswerError(JsonPaths paths, String path) {
    code = paths.id(path + "code");
    type = paths.id(path + "type");
  }

  /** Declares what {@link #AnswerError} looks for. */
  public static void declare(JsonPaths.Builder builder, String path) {
    builder.captured(path + "code", WORD_BYTES).captured(path + "type", WORD_BYTES);
  }

  /** What the error in the document just scanned means. */
  public Failure read(JsonScanner scanner, boolean contentSeen) {
    return of(word(scanner, code), word(scanner, type), contentSeen);
  }

  /** What an error with these words means; either may be null. */
  public static Failure of(@Nullable String code, @Nullable String type, boolean contentSeen) {
    FailureKind kind = kind(code);
    if (kind == null) {
      kind = kind(type);
    }
    return of(kind == null ? FailureKind.SERVER_ERROR : kind, contentSeen);
  }

  /** What an error of this kind means, by whichever way the answer takes to its caller. */
  public static Failure of(FailureKind kind, boolean contentSeen) {
    return failure(kind, contentSeen, "the provider's answer holds an error");
  }

  /** The answer breaks its own grammar. */
  public static Failure malformed(boolean contentSeen, String detail) {
    return failure(FailureKind.MALFORMED, contentSeen, "the provider's answer: " + detail);
  }

  private static Failure failure(FailureKind kind, boolean contentSeen, String detail) {
    boolean callers = retry(kind) == Retry.NEVER;
    Retry retry = contentSeen ? Retry.NEVER : retry(kind);
    Origin origin = callers ? Origin.CLIENT : Origin.PROVIDER;
    return new Failure(kind, origin, retry, detail, null, -1);
  }

  /** An error of these kinds says that the provider did not act; of others that is not known. */
  private static Retry retry(FailureKind kind) {
    return switch (kind) {
      case INVALID_REQUEST, CONTENT_FILTER, CONTEXT_LENGTH, TOO_LARGE -> Retry.NEVER;
      case RATE_LIMITED, BILLING, CREDENTIAL, DEPLOYMENT_NOT_FOUND -> Retry.REFUSED;
      default -> Retry.UNANSWERED;
    };
  }

  private static @Nullable String word(JsonScanner scanner, int path) {
    long number = scanner.longValue(path);
    if (scanner.type(path) == JsonType.NUMBER) {
      return Long.toString(number);
    }
    return scanner.text(path);
  }

  private static @Nullable FailureKind kind(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return switch (word) {
      case "rate_limit_exceeded",
          "rate_limit_error",
          "slow_down",
          "requests",
          "tokens",
          "RESOURCE_EXHAUSTED",
          "429" ->
          FailureKind.RATE_LIMITED;
      case "insufficient_quota", "credit_balance_exhausted", "billing_error", "402" ->
          FailureKind.BILLING;
      case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation" ->
          FailureKind.CONTENT_FILTER;
      case "context_length_exceeded" -> FailureKind.CONTEXT_LENGTH;
      case "request_too_large", "413" -> FailureKind.TOO_LARGE;
      case "invalid_api_key",
          "authentication_error",
          "permission_error",
          "UNAUTHENTICATED",
          "PERMISSION_DENIED",
          "401",
          "403" ->
          FailureKind.CREDENTIAL;
      case "model_not_found", "DeploymentNotFound", "not_found_error", "NOT_FOUND", "404" ->
          FailureKind.DEPLOYMENT_NOT_FOUND;
      case "server_is_overloaded",
          "service_unavailable_error",
          "overloaded_error",
          "UNAVAILABLE",
          "503",
          "529" ->
          FailureKind.OVERLOADED;
      case "invalid_request_error",
          "invalid_prompt",
          "BadRequestError",
          "INVALID_ARGUMENT",
          "FAILED_PRECONDITION",
          "400" ->
          FailureKind.INVALID_REQUEST;
      case "server_error", "internal_error", "InternalServerError", "timeout_error", "500" ->
          FailureKind.SERVER_ERROR;
      default -> null;
    };
  }
}
