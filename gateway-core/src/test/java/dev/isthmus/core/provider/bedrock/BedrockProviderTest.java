package dev.isthmus.core.provider.bedrock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Endpoint;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BedrockProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new BedrockProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of("aws_region", "eu-central-1"), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String model = "/model/gpt%20oss%2F%22120b%22";
    return Map.of(Operation.CHAT, List.of(model + "/converse", model + "/converse-stream"));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: Bearer " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return null;
  }

  @Test
  void onlyModelsThatCanBeHeldToASchemaSayThatTheyCan() {
    for (String model :
        List.of(
            "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "us.amazon.nova-2-lite-v1:0",
            "openai.gpt-oss-120b-1:0")) {
      assertTrue(kind().capabilities(model).contains(Capability.JSON_SCHEMA), model);
    }
    for (String model : List.of("meta.llama3-3-70b-instruct-v1:0", "mistral.mistral-large-v1:0")) {
      assertFalse(kind().capabilities(model).contains(Capability.JSON_SCHEMA), model);
      assertTrue(kind().capabilities(model).contains(Capability.CHAT), model);
    }
  }

  @Test
  void itsAddressIsItsRegions() {
    assertEquals(
        "bedrock-runtime.eu-central-1.amazonaws.com", provider().endpoint().address().authority());
    Site china = site(null, Map.of("aws_region", "cn-north-1"), key());
    assertEquals(
        "bedrock-runtime.cn-north-1.amazonaws.com.cn",
        kind().at(china).endpoint().address().authority());
    Site nothing = site(null, Map.of("aws_region", "us-east-1"), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
    assertEquals("application/vnd.amazon.eventstream", provider().codec().streamType());
  }

  @Test
  void theColonOfAModelIsEncodedOnce() {
    Site dated = named("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", site());
    assertEquals(
        "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
        kind().at(dated).endpoint().path(Operation.CHAT, false));
    Site arn = named("arn:aws:bedrock:us-east-1:1:inference-profile/x", site());
    assertEquals(
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse",
        kind().at(arn).endpoint().path(Operation.CHAT, false));
  }

  @Test
  void modelsThatMakeVectorsAreInvoked() {
    Endpoint titan = kind().at(named("amazon.titan-embed-text-v2:0", site())).endpoint();
    assertEquals(
        "/model/amazon.titan-embed-text-v2%3A0/invoke", titan.path(Operation.EMBEDDING, false));
    assertFalse(titan.serves(Operation.CHAT));
    Endpoint cohere = kind().at(named("cohere.embed-english-v3", site())).endpoint();
    assertEquals("/model/cohere.embed-english-v3/invoke", cohere.path(Operation.EMBEDDING, false));
  }

  /** The exception's name says more than the status; it stands in a header, or in the body. */
  @Test
  void exceptionsSayWhatTheyMean() {
    assertException(429, "ThrottlingException:http://x/", FailureKind.RATE_LIMITED);
    assertException(400, "ThrottlingException", FailureKind.RATE_LIMITED);
    assertException(400, "ServiceQuotaExceededException", FailureKind.RATE_LIMITED);
    assertException(429, "ModelNotReadyException", FailureKind.OVERLOADED);
    assertException(403, "ExpiredTokenException", FailureKind.CREDENTIAL);
    assertException(404, "ResourceNotFoundException", FailureKind.DEPLOYMENT_NOT_FOUND);
    assertException(408, "ModelTimeoutException", FailureKind.SERVER_ERROR);
    assertException(424, "ModelErrorException", FailureKind.SERVER_ERROR);
    assertException(400, "ConflictException", FailureKind.SERVER_ERROR);
    assertException(503, "ServiceUnavailableException", FailureKind.OVERLOADED);
    assertException(400, "ValidationException", FailureKind.INVALID_REQUEST);
    assertEquals(
        FailureKind.RATE_LIMITED,
        refused(400, "{\"__type\":\"com.amazon.coral#ThrottlingException\"}").kind());
    assertEquals(
        FailureKind.DEPLOYMENT_NOT_FOUND,
        refused(
                400,
                "{\"__type\":\"ValidationException\",\"message\":\"Invocation of model ID x with"
                    + " on-demand throughput isn\u2019t supported.\"}")
            .kind());
  }

  @Test
  void aModelsOwnAnswerIsLookedAt() {
    assertModelError(400, FailureKind.INVALID_REQUEST);
    assertModelError(429, FailureKind.RATE_LIMITED);
    assertModelError(503, FailureKind.OVERLOADED);
    assertModelError(424, FailureKind.SERVER_ERROR);
  }

  private void assertModelError(int original, FailureKind kind) {
    String body = "{\"message\":\"m\",\"originalStatusCode\":" + original + "}";
    Map<String, String> headers = Map.of("x-amzn-errortype", "ModelErrorException");
    assertEquals(kind, refused(424, headers, body).kind());
  }

  private void assertException(int status, String name, FailureKind kind) {
    assertEquals(
        kind,
        refused(status, Map.of("x-amzn-errortype", name), "{\"message\":\"m\"}").kind(),
        name);
  }

  /** As a rule nothing says it. */
  @Test
  void whenToComeBackIsReadWhereItIsSaid() {
    Map<String, String> headers =
        Map.of("x-amzn-errortype", "ThrottlingException", "retry-after", "20");

    assertEquals(20_000, refused(429, headers, "{}").retryAfterMillis());
  }

  @Test
  void recordedRefusals() {
    assertSample("aws/error.429.http", FailureKind.RATE_LIMITED, -1);
    assertSample("aws/error.403.http", FailureKind.CREDENTIAL, -1);
    assertSample("aws/error.400.http", FailureKind.INVALID_REQUEST, -1);
    assertPasses("aws/error.400.http", false);
  }
}
