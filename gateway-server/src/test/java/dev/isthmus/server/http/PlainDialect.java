package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** What the edge needs of a dialect: errors, here in OpenAI's shape, and a header. */
record PlainDialect(String name) implements Dialect {

  @Override
  public ByteBuf errorBody(Failure failure, String requestId) {
    String text = "{\"error\":{\"message\":\"" + failure.detail() + "\"}}";
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  @Override
  public void nameRequest(String requestId, HeaderSink headers) {
    headers.add("x-dialect", name);
  }

  @Override
  public FactsReader factsReader(Operation operation) {
    throw new UnsupportedOperationException("the edge reads no facts");
  }

  @Override
  public UsageTap tap(Operation operation, boolean stream, UsageEvents usageEvents) {
    throw new UnsupportedOperationException("the edge counts no tokens");
  }

  @Override
  public ByteBuf errorEvent(Operation operation, Failure failure, String requestId) {
    throw new UnsupportedOperationException("the edge writes no events");
  }

  @Override
  public ByteBuf keepAlive() {
    throw new UnsupportedOperationException("the edge keeps nothing alive");
  }

  @Override
  public ByteBuf modelList(List<String> models) {
    throw new UnsupportedOperationException("the edge knows no models");
  }

  @Override
  public ByteBuf model(String model) {
    throw new UnsupportedOperationException("the edge knows no models");
  }
}
