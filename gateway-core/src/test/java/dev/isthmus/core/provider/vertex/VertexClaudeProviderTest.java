package dev.isthmus.core.provider.vertex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VertexClaudeProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new VertexClaudeProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of("project", "p-1", "location", "global"), token());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String model =
        "/v1/projects/p-1/locations/global/publishers/anthropic/models/gpt%20oss%2F%22120b%22";
    String count =
        "/v1/projects/p-1/locations/global/publishers/anthropic/models/count-tokens:rawPredict";
    return Map.of(
        Operation.CHAT,
        List.of(model + ":rawPredict", model + ":streamRawPredict"),
        Operation.COUNT,
        List.of(count, count));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: Bearer " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return "{\"anthropic_version\":\"vertex-2023-10-16\",\"stream\":true,"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  @Test
  void aDatedModelKeepsItsSignInThePath() {
    assertEquals("aiplatform.googleapis.com", provider().endpoint().address().authority());
    Site nothing = site(null, Map.of("project", "p", "location", "eu"), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
    Site dated = named("claude-haiku-4-5@20251001", site());
    assertEquals(
        "/v1/projects/p-1/locations/global/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict",
        kind().at(dated).endpoint().path(Operation.CHAT, false));
  }

  @Test
  void aBodyWithoutAModelGetsAMemberOfItsOwn() {
    String body = "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    ByteBuf came = Unpooled.copiedBuffer(body, UTF_8);
    FactsReader reader = new AnthropicDialect().factsReader(Operation.CHAT);
    assertNull(reader.see(came));
    assertNull(reader.finish("claude"));
    Splice splice = new Splice();
    provider().codec().splice(reader.facts(), reader.marks(), splice);
    ByteBuf out = splice.apply(came, UnpooledByteBufAllocator.DEFAULT);
    assertEquals(
        "{\"anthropic_version\":\"vertex-2023-10-16\"," + body.substring(1), out.toString(UTF_8));
    out.release();
    came.release();
  }

  /** Google counts nothing in headers, and the version stands in the body. */
  @Test
  void noVersionIsNamedInAHeader() {
    provider()
        .codec()
        .addHeaders(
            null,
            (name, value) -> {
              throw new AssertionError(name);
            });
  }
}
