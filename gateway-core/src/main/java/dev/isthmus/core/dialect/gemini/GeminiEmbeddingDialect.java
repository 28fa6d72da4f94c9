package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.DocumentTap;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What Google's clients speak who want vectors. All its calls are translated, if only from one of
 * Google's forms to another: what the gateway calls a model is not what Google does, and these
 * bodies may hold the name. Threads: any; stateless.
 */
public final class GeminiEmbeddingDialect implements Dialect {
  private static final DocumentTap.Stock DOCUMENTS = new DocumentTap.Stock(GeminiDocument::new);

  private final GeminiEmbeddingForm form;
  private final GeminiDialect other = new GeminiDialect(false);

  public GeminiEmbeddingDialect(GeminiEmbeddingForm form) {
    this.form = form;
  }

  @Override
  public String name() {
    return form.dialect();
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    if (operation != Operation.EMBEDDING) {
      throw new IllegalArgumentException("operation: " + operation + " (expected: EMBEDDING)");
    }
    return new GeminiEmbeddingFacts(form);
  }

  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    return DOCUMENTS.take();
  }

  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    return other.errorBody(failure, requestId);
  }

  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    return other.errorEvent(operation, failure, requestId);
  }

  @Override
  public ByteBuf keepAlive() {
    return other.keepAlive();
  }

  @Override
  public ByteBuf modelList(List<String> models) {
    return other.modelList(models);
  }

  @Override
  public ByteBuf model(String model) {
    return other.model(model);
  }
}
