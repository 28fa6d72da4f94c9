package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.CountDocument;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.DocumentTap;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.JsonText;
import dev.isthmus.core.dialect.StreamTap;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Anthropic's Messages API speaks, and the clouds that serve Claude under the same shape.
 * Threads: any; stateless.
 *
 * <p>Source: Anthropic's API reference, Messages; anthropic-sdk-python, {@code _streaming.py}.
 */
public final class AnthropicDialect implements Dialect {
  private static final String VERSION = "anthropic-version";
  private static final Failure NO_VERSION =
      Failure.ofClient(
          FailureKind.INVALID_REQUEST,
          "anthropic-version: missing (expected: a header such as anthropic-version: 2023-06-01)",
          VERSION);

  private static final byte[] PING =
      "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);

  private static final StreamTap.Stock EVENTS = new StreamTap.Stock(AnthropicEvents::new);
  private static final DocumentTap.Stock COUNTS = new DocumentTap.Stock(CountDocument.kind());
  private static final DocumentTap.Stock DOCUMENTS = new DocumentTap.Stock(AnthropicDocument::new);

  @Override
  public String name() {
    return "anthropic";
  }

  /** Which version is spoken is for the provider to judge, that one is named is not. */
  @Override
  public @Nullable Failure checkHeaders(HeaderView headers) {
    return headers.get(VERSION) == null ? NO_VERSION : null;
  }

  @Override
  public void nameRequest(String requestId, HeaderSink headers) {
    headers.add("request-id", requestId);
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    return AnthropicFactsReader.of(operation);
  }

  /** Usage always passes: no event carries it alone. */
  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    if (stream) {
      return EVENTS.take(true);
    }
    return (operation == Operation.COUNT ? COUNTS : DOCUMENTS).take();
  }

  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return AnthropicErrors.body(failure, requestId);
  }

  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    return AnthropicErrors.event(failure, requestId);
  }

  @Override
  public ByteBuf count(long tokens) {
    return new JsonText().raw("{\"input_tokens\":").number(tokens).raw("}").bytes();
  }

  @Override
  public ByteBuf keepAlive() {
    return Unpooled.copiedBuffer(PING);
  }

  @Override
  public ByteBuf modelList(List<String> models) {
    return AnthropicModels.list(models);
  }

  @Override
  public ByteBuf model(String model) {
    return AnthropicModels.one(model);
  }
}
