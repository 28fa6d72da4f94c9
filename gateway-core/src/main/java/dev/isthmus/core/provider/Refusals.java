package dev.isthmus.core.provider;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a refusal means: the table of statuses and codes that all providers share.
 *
 * <p>The failure's detail is ours and names no host, account or deployment; the provider's own
 * words go to the caller only where the fault is the caller's.
 */
public final class Refusals {
  private final InstantSource clock;

  /**
   * @param clock wall-clock time, for providers that answer with a date
   */
  public Refusals(InstantSource clock) {
    this.clock = clock;
  }

  /** Borrows {@code bytes}. */
  public Failure read(int status, HeaderView headers, ByteBuf bytes) {
    ErrorBody body = ErrorBody.read(bytes);
    return failure(status, body).withRetryAfterMillis(retryAfterMillis(headers, body));
  }

  /** When the provider wants to be asked again, −1 where it does not say. */
  long retryAfterMillis(HeaderView headers, ErrorBody body) {
    return RetryAfter.millis(headers, body, clock);
  }

  /**
   * The provider's own words, or null. They may hold the caller's words and are for nobody else.
   * Borrows {@code bytes}.
   */
  public static @Nullable String message(ByteBuf bytes) {
    return ErrorBody.read(bytes).message();
  }

  private static Failure failure(int status, ErrorBody body) {
    if (status < 300) {
      return inside(body);
    }
    if (status < 400) {
      return refused(FailureKind.MALFORMED, "the provider answered with a redirect");
    }
    return status < 500 ? fourHundred(status, body) : fiveHundred(status);
  }

  /** A good status over something that is no answer. */
  private static Failure inside(ErrorBody body) {
    if (body.isEmpty()) {
      return unanswered(FailureKind.MALFORMED, "the provider's answer is not one");
    }
    return unanswered(FailureKind.SERVER_ERROR, "the provider answered an error inside a good one");
  }

  private static Failure fourHundred(int status, ErrorBody body) {
    if (body.says("previous_response_not_found")
        || body.mentions("response with id")
        || body.mentions("item with id")) {
      return caller(FailureKind.NO_SUCH_RESPONSE, "the provider stores no such response");
    }
    return switch (status) {
      case 401, 403 ->
          body.says("content_moderation")
              ? filtered()
              : refused(FailureKind.CREDENTIAL, "the provider refused our credential");
      case 402 -> refused(FailureKind.BILLING, "the provider wants to be paid first");
      case 404 -> refused(FailureKind.DEPLOYMENT_NOT_FOUND, "the provider has no such deployment");
      case 408, 409, 425, 499 ->
          unanswered(FailureKind.SERVER_ERROR, "the provider gave up on the request");
      case 413 -> caller(FailureKind.TOO_LARGE, "the request is too large for the provider");
      case 429 -> tooMany(body);
      default -> callersFault(body);
    };
  }

  private static Failure tooMany(ErrorBody body) {
    if (body.says(
        "insufficient_quota",
        "credit_balance_exhausted",
        "billing_hard_limit_reached",
        "billing_not_active")) {
      return refused(FailureKind.BILLING, "the provider's quota is used up");
    }
    return refused(FailureKind.RATE_LIMITED, "the provider is over its limits");
  }

  private static Failure callersFault(ErrorBody body) {
    if (body.says("content_filter", "content_policy_violation", "responsibleaipolicyviolation")) {
      return filtered();
    }
    if (body.says("context_length_exceeded")
        || body.mentions("maximum context length")
        || body.mentions("input token count")
        || body.mentions("prompt is too long")
        || body.mentions("input is too long")) {
      return caller(FailureKind.CONTEXT_LENGTH, "the prompt is longer than the model's window");
    }
    if (body.mentions("credit balance is too low") || body.mentions("spend limit")) {
      return refused(FailureKind.BILLING, "the provider's quota is used up");
    }
    if (body.mentions("api key not valid") || body.mentions("api_key_invalid")) {
      return refused(FailureKind.CREDENTIAL, "the provider refused our credential");
    }
    return isForeign(body)
        ? foreign()
        : caller(FailureKind.INVALID_REQUEST, "the provider refused the request as invalid");
  }

  /**
   * OpenAI's organisations and Azure's resources encrypt reasoning each with a key of their own,
   * Google's models sign it each for themselves.
   */
  private static boolean isForeign(ErrorBody body) {
    return body.says("invalid_encrypted_content")
        || (body.mentions("encrypted content")
            && (body.mentions("could not be verified") || body.mentions("could not be decrypted")))
        || body.mentions("corrupted thought signature")
        || body.mentions("invalid thought signature");
  }

  /** The caller's words are what is refused, but another deployment may understand them. */
  private static Failure foreign() {
    return caller(
            FailureKind.FOREIGN_REASONING,
            "the provider cannot read reasoning that was encrypted elsewhere")
        .withRetry(Retry.REFUSED);
  }

  private static Failure filtered() {
    return caller(FailureKind.CONTENT_FILTER, "the provider's content filter refused the prompt");
  }

  private static Failure fiveHundred(int status) {
    return switch (status) {
      case 503, 529 -> unanswered(FailureKind.OVERLOADED, "the provider is too busy");
      default -> unanswered(FailureKind.SERVER_ERROR, "the provider failed");
    };
  }

  private static Failure refused(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.REFUSED, detail);
  }

  private static Failure unanswered(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.UNANSWERED, detail);
  }

  private static Failure caller(FailureKind kind, String detail) {
    return new Failure(kind, Origin.CLIENT, Retry.NEVER, detail, null, -1);
  }
}
