package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.call.Failure;
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

/**
 * What OpenAI's API speaks, and Azure OpenAI, Vertex AI's OpenAI endpoint and most model servers
 * with it. Threads: any; stateless.
 */
public final class OpenAiDialect implements Dialect {
  /** Clients expect a time of creation, and the gateway knows none. */
  private static final long UNKNOWN_TIME = 0;

  private static final byte[] KEEP_ALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

  private static final StreamTap.Stock CHUNKS = new StreamTap.Stock(ChunkEvents::new);
  private static final StreamTap.Stock RESPONSES = new StreamTap.Stock(ResponseEvents::new);
  private static final DocumentTap.Stock TEXTS =
      new DocumentTap.Stock(() -> new OpenAiDocument(OpenAiDocument.Kind.TEXT));
  private static final DocumentTap.Stock RESPONSE_TEXTS =
      new DocumentTap.Stock(() -> new OpenAiDocument(OpenAiDocument.Kind.RESPONSE));
  private static final DocumentTap.Stock COUNTS = new DocumentTap.Stock(CountDocument.kind());
  private static final DocumentTap.Stock NO_TEXTS =
      new DocumentTap.Stock(() -> new OpenAiDocument(OpenAiDocument.Kind.NO_TEXT));
  private static final DocumentTap.Stock STORED =
      new DocumentTap.Stock(CountDocument.kind("id", "previous_response_id"));

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    return operation == Operation.STORED
        ? new StoredFactsReader()
        : OpenAiFactsReader.of(operation);
  }

  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    if (!stream) {
      return document(operation).take();
    }
    boolean asked = usageEvents == UsageEvents.PASS;
    return (operation == Operation.RESPONSE ? RESPONSES : CHUNKS).take(asked);
  }

  private static DocumentTap.Stock document(Operation operation) {
    return switch (operation) {
      case EMBEDDING, IMAGE -> NO_TEXTS;
      case RESPONSE -> RESPONSE_TEXTS;
      case COUNT -> COUNTS;
      case STORED -> STORED;
      default -> TEXTS;
    };
  }

  /** OpenAI's error bodies name no request; the {@code x-request-id} header does. */
  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return OpenAiErrors.body(failure);
  }

  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    return OpenAiErrors.event(operation, failure);
  }

  @Override
  public ByteBuf modelList(List<String> models) {
    return OpenAiModels.list(models, UNKNOWN_TIME);
  }

  @Override
  public ByteBuf model(String model) {
    return OpenAiModels.one(model, UNKNOWN_TIME);
  }

  @Override
  public ByteBuf count(long tokens) {
    return new JsonText()
        .raw("{\"object\":\"response.input_tokens\",\"input_tokens\":")
        .number(tokens)
        .raw("}")
        .bytes();
  }

  @Override
  public ByteBuf keepAlive() {
    return Unpooled.copiedBuffer(KEEP_ALIVE);
  }
}
