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
 * are left out: they may quote the prompt or name an account. Threads: one.
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
    return failure(
        kind == null ? FailureKind.SERVER_ERROR : kind,
        contentSeen,
        "the provider's answer holds an error");
  }

  /** The answer breaks its own grammar. */
  public static Failure malformed(boolean contentSeen, String detail) {
    return failure(FailureKind.MALFORMED, contentSeen, "the provider's answer: " + detail);
  }

  private static Failure failure(FailureKind kind, boolean contentSeen, String detail) {
    boolean callers =
        switch (kind) {
          case INVALID_REQUEST, CONTENT_FILTER, CONTEXT_LENGTH -> true;
          default -> false;
        };
    Retry retry = callers || contentSeen ? Retry.NEVER : Retry.UNANSWERED;
    Origin origin = callers ? Origin.CLIENT : Origin.PROVIDER;
    return new Failure(kind, origin, retry, detail, null, -1);
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
      case "rate_limit_exceeded", "rate_limit_error", "slow_down", "requests", "tokens", "429" ->
          FailureKind.RATE_LIMITED;
      case "insufficient_quota", "credit_balance_exhausted", "402" -> FailureKind.BILLING;
      case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation" ->
          FailureKind.CONTENT_FILTER;
      case "context_length_exceeded" -> FailureKind.CONTEXT_LENGTH;
      case "invalid_api_key", "authentication_error", "permission_error", "401", "403" ->
          FailureKind.CREDENTIAL;
      case "model_not_found", "DeploymentNotFound", "404" -> FailureKind.DEPLOYMENT_NOT_FOUND;
      case "server_is_overloaded", "service_unavailable_error", "overloaded_error", "503", "529" ->
          FailureKind.OVERLOADED;
      case "invalid_request_error", "invalid_prompt", "BadRequestError", "400" ->
          FailureKind.INVALID_REQUEST;
      case "server_error", "internal_error", "InternalServerError", "500" ->
          FailureKind.SERVER_ERROR;
      default -> null;
    };
  }
}
