package dev.isthmus.core.provider;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a refusal by one of Amazon's services means: the exception's name says more than the
 * status, and stands in a header or in the body.
 *
 * <p>Source: the service models of Bedrock's and SageMaker's runtimes.
 */
public final class AwsRefusals {
  /** The model's own server refused or failed; what it answered stands in the body. */
  private static final Set<String> MODEL_ERRORS =
      Set.of("modelerror", "modelerrorexception", "modelstreamerrorexception");

  private static final String TYPE_HEADER = "x-amzn-errortype";

  private final Refusals byStatus;

  /**
   * @param byStatus for what has no name
   */
  public AwsRefusals(Refusals byStatus) {
    this.byStatus = byStatus;
  }

  /** Borrows {@code bytes}. */
  public Failure read(int status, HeaderView headers, ByteBuf bytes) {
    ErrorBody body = ErrorBody.read(bytes);
    String name = name(headers.get(TYPE_HEADER), body.type());
    if (name != null && MODEL_ERRORS.contains(name)) {
      ContainerError container = ContainerError.read(bytes);
      if (container.isTelling()) {
        return byStatus.read((int) container.status(), headers, bytes);
      }
    }
    Failure named = status < 300 || name == null ? null : named(name, body);
    return named == null
        ? byStatus.read(status, headers, bytes)
        : named.withRetryAfterMillis(byStatus.retryAfterMillis(headers, body));
  }

  /**
   * What a container on SageMaker says of a fault of the caller, without what SageMaker says around
   * it; null where it says nothing that can be read. Borrows {@code bytes}.
   */
  public static @Nullable String containersWords(ByteBuf bytes) {
    return ContainerError.read(bytes).words();
  }

  private static @Nullable Failure named(String name, ErrorBody body) {
    return switch (name) {
      case "throttlingexception", "servicequotaexceededexception", "toomanyrequestsexception" ->
          refused(FailureKind.RATE_LIMITED, "the provider is over its limits");
      case "modelnotreadyexception" ->
          refused(FailureKind.OVERLOADED, "the provider's model is not ready");
      case "accessdeniedexception",
          "unrecognizedclientexception",
          "invalidsignatureexception",
          "signaturedoesnotmatch",
          "expiredtokenexception",
          "missingauthenticationtoken",
          "missingauthenticationtokenexception",
          "incompletesignature",
          "invalidclienttokenid" ->
          refused(FailureKind.CREDENTIAL, "the provider refused our credential");
      case "resourcenotfoundexception" ->
          refused(FailureKind.DEPLOYMENT_NOT_FOUND, "the provider has no such deployment");
      case "modelerrorexception",
          "modelstreamerrorexception",
          "modelerror",
          "modeltimeoutexception",
          "conflictexception",
          "internalserverexception",
          "internalfailure",
          "internaldependencyexception" ->
          unanswered(FailureKind.SERVER_ERROR, "the provider failed");
      case "serviceunavailableexception", "serviceunavailable" ->
          unanswered(FailureKind.OVERLOADED, "the provider is too busy");
      case "validationexception", "validationerror" -> invalid(body);
      default -> null;
    };
  }

  /** Some of what is called invalid is not the caller's doing. */
  private static Failure invalid(ErrorBody body) {
    boolean noEndpoint = body.mentions("of account") && body.mentions("not found");
    if (noEndpoint
        || body.mentions("on-demand throughput")
        || body.mentions("model identifier is invalid")) {
      return refused(FailureKind.DEPLOYMENT_NOT_FOUND, "the provider has no such deployment");
    }
    if (body.mentions("too many input tokens")
        || body.mentions("input is too long")
        || body.mentions("prompt is too long")) {
      return callers(FailureKind.CONTEXT_LENGTH, "the prompt is longer than the model's window");
    }
    return callers(FailureKind.INVALID_REQUEST, "the provider refused the request as invalid");
  }

  /** {@code ThrottlingException:http://…} and {@code com.amazon…#ThrottlingException}. */
  private static @Nullable String name(@Nullable String header, @Nullable String type) {
    String full = header == null ? type : header;
    if (full == null) {
      return null;
    }
    int colon = full.indexOf(':');
    String name = colon < 0 ? full : full.substring(0, colon);
    return name.substring(name.indexOf('#') + 1).trim().toLowerCase(Locale.ROOT);
  }

  private static Failure refused(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.REFUSED, detail);
  }

  private static Failure unanswered(FailureKind kind, String detail) {
    return Failure.ofProvider(kind, Retry.UNANSWERED, detail);
  }

  private static Failure callers(FailureKind kind, String detail) {
    return new Failure(kind, Origin.CLIENT, Retry.NEVER, detail, null, -1);
  }
}
