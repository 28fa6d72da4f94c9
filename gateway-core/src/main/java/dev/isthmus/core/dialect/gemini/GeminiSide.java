package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import io.netty.buffer.ByteBufAllocator;

/**
 * Gemini's dialect towards providers: {@code generateContent}, and {@code streamGenerateContent}
 * with {@code alt=sse}. Whether an answer streams is said in the request's path, not in its body.
 */
public final class GeminiSide implements ProviderSide {

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return new GeminiRequestWriter(GeminiModel.of(target.model()), losses, allocator.buffer());
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    return stream ? new GeminiStreamReader() : new GeminiDocumentReader();
  }
}
