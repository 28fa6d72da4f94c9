package dev.isthmus.core.provider.sagemaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Echo;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.RequestSigner;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.Unsigned;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SageMakerProviderTest extends ProviderContract {
  private static final Map<String, String> FRANKFURT = Map.of("aws_region", "eu-central-1");

  @Override
  protected ProviderKind kind() {
    return new SageMakerProvider();
  }

  @Override
  protected Site site() {
    return named(
        "llama-3/meta/llama 3", site(null, FRANKFURT, Site.Credential.ofSigner(new Showing())));
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of(
            "/endpoints/llama-3/invocations", "/endpoints/llama-3/invocations-response-stream"));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: eu-central-1 sagemaker " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return null;
  }

  @Test
  void itsAddressIsItsRegions() {
    assertEquals(
        "runtime.sagemaker.eu-central-1.amazonaws.com",
        provider().endpoint().address().authority());
    Site nothing = site(null, FRANKFURT, Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
  }

  @Test
  void theContainerMayKnowItsModelByAnotherName() {
    assertEquals("meta/llama 3", provider().codec().model());
    Site plain = named("llama-3", site());
    assertEquals("llama-3", kind().at(plain).codec().model());
    assertEquals(
        "/endpoints/llama-3/invocations", kind().at(plain).endpoint().path(Operation.CHAT, false));
  }

  @Test
  void streamsComeInParts() {
    assertEquals("application/vnd.amazon.eventstream", provider().codec().streamType());
    assertEquals("openai-parts", provider().codec().side());
    Site old =
        new Site("e", null, null, FRANKFURT, site().credential(), false, false, site().clock());
    assertEquals("openai-parts-without-usage", kind().at(old).codec().side());
  }

  /** What the container answered says whose fault it was. */
  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST, CLIENT",
    "422, INVALID_REQUEST, CLIENT",
    "413, TOO_LARGE, CLIENT",
    "404, DEPLOYMENT_NOT_FOUND, PROVIDER",
    "429, RATE_LIMITED, PROVIDER",
    "503, OVERLOADED, PROVIDER",
    "424, SERVER_ERROR, PROVIDER",
    "500, SERVER_ERROR, PROVIDER",
    "-1, SERVER_ERROR, PROVIDER"
  })
  void aContainersRefusalIsRead(int status, FailureKind kind, Failure.Origin origin) {
    Failure failure = modelError("{\"OriginalStatusCode\":" + status + ",\"Message\":\"m\"}");
    assertEquals(kind, failure.kind());
    assertEquals(origin, failure.origin());
  }

  @Test
  void aPromptThatIsTooLongIsSaidInWords() {
    assertEquals(
        FailureKind.CONTEXT_LENGTH,
        modelError(
                "{\"OriginalStatusCode\":400,\"Message\":\"Received client error (400) from"
                    + " primary with message: This model's maximum context length is 8\"}")
            .kind());
  }

  private Failure modelError(String body) {
    return refused(424, Map.of("x-amzn-errortype", "ModelError"), body);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ValidationError, INVALID_REQUEST",
    "400, ThrottlingException, RATE_LIMITED",
    "403, AccessDeniedException, CREDENTIAL",
    "429, ModelNotReadyException, OVERLOADED",
    "424, ModelError, SERVER_ERROR",
    "530, InternalDependencyException, SERVER_ERROR",
    "500, InternalFailure, SERVER_ERROR",
    "503, ServiceUnavailable, OVERLOADED"
  })
  void exceptionsSayWhatTheyMean(int status, String name, FailureKind kind) {
    assertEquals(
        kind, refused(status, Map.of("x-amzn-errortype", name), "{\"Message\":\"m\"}").kind());
  }

  @Test
  void anEndpointThatIsNotThereIsNotTheCallersFault() {
    Failure failure =
        refused(
            400,
            Map.of("x-amzn-errortype", "ValidationError"),
            "{\"Message\":\"Endpoint llama-3 of account 111122223333 not found.\"}");
    assertEquals(FailureKind.DEPLOYMENT_NOT_FOUND, failure.kind());
  }

  /** SageMaker's own words name the account. */
  @Test
  void onlyTheContainersWordsAreTold() {
    assertEquals("too many", words("{\\\"error\\\":{\\\"message\\\":\\\"too many\\\"}}"));
    assertEquals(
        "too many", words("{\\\"object\\\":\\\"error\\\",\\\"message\\\":\\\"too many\\\"}"));
    assertEquals(
        "too many",
        words("{\\\"error\\\":\\\"too many\\\",\\\"error_type\\\":\\\"validation\\\"}"));
    assertNull(words("Traceback in account 111122223333"));
    assertNull(
        message(Unpooled.copiedBuffer("{\"Message\":\"account 1\"}", StandardCharsets.UTF_8)));
  }

  private @Nullable String words(String original) {
    return message(
        Unpooled.copiedBuffer(
            "{\"Message\":\"account 1\",\"OriginalStatusCode\":400,\"OriginalMessage\":\""
                + original
                + "\"}",
            StandardCharsets.UTF_8));
  }

  private @Nullable String message(ByteBuf body) {
    String message = provider().codec().message(body);
    assertEquals(1, body.refCnt());
    body.release();
    return message;
  }

  /** Shows its scope and its secret in place of a signature. */
  private static final class Showing implements RequestSigner {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void sign(Unsigned request, Scope scope, HeaderSink headers) {
      headers.add("authorization", scope.region() + " " + scope.service() + " " + SECRET);
    }

    @Override
    public void refused() {}

    @Override
    public boolean isQuotedIn(ByteBuf text) {
      return Echo.isIn(text, SECRET);
    }
  }
}
