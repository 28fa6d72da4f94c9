package dev.isthmus.core.dialect.gemini;

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
 * What Google's {@code generateContent} speaks. Whether the answer streams is said in the path and
 * not in the body, so that there is one instance for each verb. Threads: any; stateless.
 */
public final class GeminiDialect implements Dialect {
  /**
   * An empty line: some of Google's clients take a comment for a broken record, and all of them
   * pass over white space between two.
   */
  private static final byte[] KEEP_ALIVE = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final StreamTap.Stock RECORDS = new StreamTap.Stock(GeminiEvents::new);
  private static final DocumentTap.Stock COUNTS = new DocumentTap.Stock(CountDocument.kind());
  private static final DocumentTap.Stock DOCUMENTS = new DocumentTap.Stock(GeminiDocument::new);

  private final boolean stream;

  /**
   * @param stream whether requests ask for {@code streamGenerateContent}
   */
  public GeminiDialect(boolean stream) {
    this.stream = stream;
  }

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    if (operation != Operation.CHAT && operation != Operation.COUNT) {
      throw new IllegalArgumentException("operation: " + operation + " (expected: CHAT or COUNT)");
    }
    return GeminiFactsReader.of(operation, stream);
  }

  /** Usage stands in the records of every stream, asked for or not. */
  @Override
  public UsageTap tap(Operation operation, boolean streams, UsageEvents usageEvents) {
    if (streams) {
      return RECORDS.take(true);
    }
    return (operation == Operation.COUNT ? COUNTS : DOCUMENTS).take();
  }

  /** Google's error bodies name no request. */
  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return GeminiErrors.body(failure);
  }

  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    return GeminiErrors.event(failure);
  }

  @Override
  public ByteBuf count(long tokens) {
    return new JsonText().raw("{\"totalTokens\":").number(tokens).raw("}").bytes();
  }

  @Override
  public ByteBuf keepAlive() {
    return Unpooled.copiedBuffer(KEEP_ALIVE);
  }

  @Override
  public ByteBuf modelList(List<String> models) {
    return GeminiModels.list(models);
  }

  @Override
  public ByteBuf model(String model) {
    return GeminiModels.one(model);
  }
}
