package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import io.netty.buffer.ByteBufAllocator;
import java.util.EnumMap;
import java.util.Map;

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
  public Map<Feature, Carriage> carriage(String model) {
    Map<Feature, Carriage> carriage = new EnumMap<>(Feature.class);
    carriage.put(Feature.SINGLE_TOOL_CALLS, Carriage.DROPPED);
    carriage.put(Feature.STRICT_TOOLS, Carriage.DROPPED);
    carriage.put(Feature.END_USER, Carriage.DROPPED);
    carriage.put(Feature.CACHE_MARK, Carriage.DROPPED);
    carriage.put(Feature.TOOL_FAILURE, Carriage.ADAPTED);
    carriage.put(Feature.TOOL_RESULT_MEDIA, Carriage.ADAPTED);
    if (GeminiModel.of(model).thinking() == GeminiModel.Thinking.ABSENT) {
      carriage.put(Feature.THINKING, Carriage.DROPPED);
    }
    return carriage;
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return new GeminiRequestWriter(GeminiModel.of(target.knownAs()), losses, allocator.buffer());
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    return stream ? new GeminiStreamReader() : new GeminiDocumentReader();
  }
}
