package dev.isthmus.core.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every provider keeps to; its own test says where it is and how it is known. */
public abstract class ProviderContract {
  protected static final String REGION = "us-east-1";
  protected static final Unsigned UNSIGNED =
      new Unsigned(
          new Address("example.com", 443, true, false),
          "POST",
          "/",
          "application/json",
          Unpooled.EMPTY_BUFFER);
  protected static final String SECRET = "s3cr3t-t0ken";
  protected static final String MODEL = "gpt oss/\"120b\"";
  private static final String BODY =
      "{\"model\":\"gpt\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  protected abstract ProviderKind kind();

  /** Its site, with a credential that shows {@link #SECRET}. */
  protected abstract Site site();

  /** Path and query of all operations it serves, plain and then streamed. */
  protected abstract Map<Operation, List<String>> paths();

  /** The one header that shows the credential, or nothing. */
  protected abstract String credentialHeader();

  /** {@link #BODY} as it leaves, or null where it is translated. */
  protected abstract @Nullable String bodyOut();

  @Test
  void pathsAreAsWritten() {
    Provider provider = provider();
    Map<Operation, List<String>> expected = new EnumMap<>(paths());
    for (Operation operation : Operation.values()) {
      assertEquals(expected.containsKey(operation), provider.endpoint().serves(operation));
      if (expected.containsKey(operation)) {
        assertEquals(expected.get(operation).get(0), provider.endpoint().path(operation, false));
        assertEquals(expected.get(operation).get(1), provider.endpoint().path(operation, true));
      } else {
        assertThrows(
            IllegalArgumentException.class, () -> provider.endpoint().path(operation, false));
      }
    }
  }

  @Test
  void theCredentialIsShownInOnePlaceAndNowhereElse() {
    Provider provider = provider();
    List<String> headers = new ArrayList<>();
    provider
        .authenticator()
        .authenticate(UNSIGNED, (name, value) -> headers.add(name + ": " + value));
    assertEquals(credentialHeader(), String.join("\n", headers));
    assertTrue(provider.authenticator().isReady());
    assertFalse(provider.toString().contains(SECRET));
    assertFalse(provider.authenticator().toString().contains(SECRET));
    assertFalse(site().toString().contains(SECRET));
    for (Operation operation : paths().keySet()) {
      assertFalse(provider.endpoint().path(operation, true).contains(SECRET));
    }
  }

  @Test
  void onlyWhatMustChangeChangesAndTheRestIsShared() {
    String expected = bodyOut();
    Splice splice = new Splice();
    // A small body would be copied.
    String blanks = " ".repeat(Splice.SMALL_BYTES);
    ByteBuf came = Unpooled.directBuffer().writeBytes((BODY + blanks).getBytes(UTF_8));
    FactsReader reader = new OpenAiDialect().factsReader(Operation.CHAT);
    assertEquals(null, reader.see(came));
    assertEquals(null, reader.finish(null));
    provider().codec().splice(reader.facts(), reader.marks(), splice);
    ByteBuf out = splice.apply(came, UnpooledByteBufAllocator.DEFAULT);
    if (expected == null) {
      assertEquals(BODY + blanks, out.toString(UTF_8));
    } else {
      assertEquals(expected + blanks, out.toString(UTF_8));
      int shared = came.refCnt();
      assertTrue(shared > 1, "shares memory");
    }
    out.release();
    assertEquals(1, came.refCnt());
    came.release();
  }

  /** What all providers' refusals mean, whatever their shape. */
  @Test
  void statusesMeanTheSameEverywhere() {
    assertRefusal(400, "{}", FailureKind.INVALID_REQUEST, Origin.CLIENT, Retry.NEVER);
    assertRefusal(422, "", FailureKind.INVALID_REQUEST, Origin.CLIENT, Retry.NEVER);
    assertRefusal(413, "", FailureKind.TOO_LARGE, Origin.CLIENT, Retry.NEVER);
    assertRefusal(401, "", FailureKind.CREDENTIAL, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(403, "<html>", FailureKind.CREDENTIAL, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(402, "", FailureKind.BILLING, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(404, "", FailureKind.DEPLOYMENT_NOT_FOUND, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(429, "[", FailureKind.RATE_LIMITED, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(408, "", FailureKind.SERVER_ERROR, Origin.PROVIDER, Retry.UNANSWERED);
    assertRefusal(500, "{", FailureKind.SERVER_ERROR, Origin.PROVIDER, Retry.UNANSWERED);
    assertRefusal(502, "", FailureKind.SERVER_ERROR, Origin.PROVIDER, Retry.UNANSWERED);
    assertRefusal(503, "", FailureKind.OVERLOADED, Origin.PROVIDER, Retry.UNANSWERED);
    assertRefusal(529, "", FailureKind.OVERLOADED, Origin.PROVIDER, Retry.UNANSWERED);
    assertRefusal(302, "", FailureKind.MALFORMED, Origin.PROVIDER, Retry.REFUSED);
    assertRefusal(200, "<html>", FailureKind.MALFORMED, Origin.PROVIDER, Retry.UNANSWERED);
  }

  private void assertRefusal(
      int status, String body, FailureKind kind, Origin origin, Retry retry) {
    Failure failure = new HttpSample(status, Map.of(), body).failure(provider().codec());
    assertEquals(kind, failure.kind(), "status " + status);
    assertEquals(origin, failure.origin(), "status " + status);
    assertEquals(retry, failure.retry(), "status " + status);
  }

  @Test
  void aProvidersWordsAreNotInTheFailure() {
    for (int status = 300; status < 600; status++) {
      String body = "{\"error\":{\"message\":\"" + SECRET + "\",\"code\":\"" + SECRET + "\"}}";
      Failure failure = new HttpSample(status, Map.of(), body).failure(provider().codec());
      assertFalse(failure.toString().contains(SECRET), "status " + status);
    }
  }

  @Test
  void hostileErrorBodiesAreReadWithoutHarm() {
    String deep = "{\"error\":".repeat(5_000);
    for (String body :
        new String[] {deep, "{\"error\":\"\\ud800\"}", "\u0000", "[[[[{]", "{\"error\":7}"}) {
      Failure failure = new HttpSample(400, Map.of(), body).failure(provider().codec());
      assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    }
  }

  @Test
  void silenceAboutLimitsIsSilence() {
    assertTrue(
        provider().codec().readLimits(200, new HttpSample(200, Map.of(), "").view()).isEmpty());
  }

  /** Asserts what the recorded refusal {@code name} means. */
  protected final void assertSample(String name, FailureKind kind, long retryAfterMillis) {
    Failure failure = HttpSample.read(name).failure(provider().codec());
    assertEquals(kind, failure.kind(), name);
    assertEquals(retryAfterMillis, failure.retryAfterMillis(), name);
  }

  /** Asserts whether the recorded refusal's body may go to an OpenAI caller as it came. */
  protected final void assertPasses(String name, boolean passes) {
    HttpSample sample = HttpSample.read(name);
    ByteBuf body = sample.buffer();
    Failure failure = sample.failure(provider().codec());
    assertEquals(passes, provider().codec().passesErrorBody(failure, body), name);
    assertEquals(1, body.refCnt());
    body.release();
  }

  /** The provider's own words in the recorded refusal {@code name}. */
  protected final @Nullable String message(String name) {
    ByteBuf body = HttpSample.read(name).buffer();
    try {
      return provider().codec().message(body);
    } finally {
      body.release();
    }
  }

  protected final Failure refused(int status, String body) {
    return new HttpSample(status, Map.of(), body).failure(provider().codec());
  }

  protected final Failure refused(int status, Map<String, String> headers, String body) {
    return new HttpSample(status, headers, body).failure(provider().codec());
  }

  protected final LimitReport limits(Map<String, String> headers) {
    return provider().codec().readLimits(200, view(headers));
  }

  protected static HeaderView view(Map<String, String> headers) {
    return new HttpSample(200, headers, "").view();
  }

  /** The same place for another model. */
  protected static Site named(String model, Site site) {
    return new Site(
        model,
        site.endpoint(),
        site.region(),
        site.settings(),
        site.credential(),
        site.allowPrivate(),
        site.usageInStream(),
        site.clock());
  }

  protected final LimitReport limits(String name) {
    HttpSample sample = HttpSample.read(name);
    return provider().codec().readLimits(sample.status(), sample.view());
  }

  protected final Provider provider() {
    return kind().at(site());
  }

  protected static Site site(
      @Nullable String endpoint, Map<String, String> settings, Site.Credential credential) {
    return new Site(
        MODEL,
        endpoint == null ? null : URI.create(endpoint),
        REGION,
        settings,
        credential,
        false,
        true,
        InstantSource.fixed(Instant.EPOCH));
  }

  protected static Site.Credential key() {
    return Site.Credential.ofKey(() -> SECRET);
  }

  protected static Site.Credential token() {
    return Site.Credential.ofToken(() -> SECRET);
  }

  /** One recorded answer. */
  record HttpSample(int status, Map<String, String> headers, String body) {
    static HttpSample read(String name) {
      String text = Recorded.text(name).replace("\r\n", "\n");
      int end = text.indexOf("\n\n");
      List<String> lines = text.substring(0, end).lines().toList();
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.size(); i++) {
        int colon = lines.get(i).indexOf(':');
        headers.put(
            lines.get(i).substring(0, colon).toLowerCase(Locale.ROOT),
            lines.get(i).substring(colon + 1).trim());
      }
      return new HttpSample(
          Integer.parseInt(lines.get(0).substring(9, 12)), headers, text.substring(end + 2));
    }

    ByteBuf buffer() {
      return Unpooled.copiedBuffer(body, UTF_8);
    }

    Failure failure(ProviderCodec codec) {
      ByteBuf buffer = buffer();
      try {
        return codec.readFailure(status, view(), buffer);
      } finally {
        assertEquals(1, buffer.refCnt());
        buffer.release();
      }
    }

    HeaderView view() {
      return new HeaderView() {
        @Override
        public @Nullable String get(String name) {
          return headers.get(name);
        }

        @Override
        public void forEach(BiConsumer<String, String> visitor) {
          headers.forEach(visitor);
        }
      };
    }
  }
}
