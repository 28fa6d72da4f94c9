package dev.isthmus.core.provider.kserve;

import dev.isthmus.core.call.Digits;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import org.jspecify.annotations.Nullable;

/** Reads what a gRPC status means. Threads: any; stateless. */
final class GrpcRefusals {
  private static final int MOST_DIGITS = 9;

  private GrpcRefusals() {}

  static Failure read(HeaderView trailers) {
    String code = trailers.get("grpc-status");
    return failure(code == null ? "" : code)
        .withRetryAfterMillis(millis(trailers.get("grpc-retry-pushback-ms")));
  }

  private static Failure failure(String code) {
    return switch (code) {
      case "3", "11" -> callersFault();
      case "5", "12" ->
          refused(FailureKind.DEPLOYMENT_NOT_FOUND, "the provider has no such deployment");
      case "7", "16" -> refused(FailureKind.CREDENTIAL, "the provider refused our credential");
      case "8" -> refused(FailureKind.RATE_LIMITED, "the provider is over its limits");
      case "14" -> unanswered(FailureKind.OVERLOADED, "the provider is too busy");
      case "1", "4", "10" ->
          unanswered(FailureKind.SERVER_ERROR, "the provider gave up on the request");
      default -> unanswered(FailureKind.SERVER_ERROR, "the provider failed");
    };
  }

  private static Failure callersFault() {
    return new Failure(
        FailureKind.INVALID_REQUEST,
        Origin.CLIENT,
        Retry.NEVER,
        "the provider refused the request as invalid",
        null,
        -1);
  }

  private static Failure refused(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.REFUSED, detail);
  }

  private static Failure unanswered(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.UNANSWERED, detail);
  }

  /** Whatever is no number says that nobody should come back, or nothing. */
  private static long millis(@Nullable String value) {
    return Digits.number(value, MOST_DIGITS);
  }
}
