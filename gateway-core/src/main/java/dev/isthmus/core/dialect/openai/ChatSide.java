package dev.isthmus.core.dialect.openai;

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
 * OpenAI chat as providers speak it: OpenAI itself, Azure, Google's and Hugging Face's endpoints of
 * that shape, vLLM and TGI.
 */
public final class ChatSide implements ProviderSide {
  private final boolean usageInStream;

  /**
   * @param usageInStream whether a stream is asked for its usage; servers that do not know {@code
   *     stream_options} refuse it
   */
  public ChatSide(boolean usageInStream) {
    this.usageInStream = usageInStream;
  }

  @Override
  public String name() {
    return usageInStream ? "openai" : "openai-without-usage";
  }

  @Override
  public Map<Feature, Carriage> carriage(String model) {
    ChatModel known = ChatModel.of(model);
    Map<Feature, Carriage> carriage = new EnumMap<>(Feature.class);
    carriage.put(Feature.TOP_K, Carriage.DROPPED);
    carriage.put(Feature.CACHE_MARK, Carriage.DROPPED);
    carriage.put(Feature.DOCUMENT_URL, Carriage.REFUSED);
    carriage.put(Feature.VIDEO, Carriage.REFUSED);
    carriage.put(Feature.TOOL_FAILURE, Carriage.ADAPTED);
    carriage.put(Feature.TOOL_RESULT_MEDIA, Carriage.ADAPTED);
    if (!known.limitsTools()) {
      carriage.put(Feature.TOOL_CHOICE_NAMES, Carriage.ADAPTED);
    }
    if (known.family() == ChatModel.Family.REASONING) {
      carriage.put(Feature.TEMPERATURE, Carriage.DROPPED);
      carriage.put(Feature.TOP_P, Carriage.DROPPED);
      carriage.put(Feature.PRESENCE_PENALTY, Carriage.DROPPED);
      carriage.put(Feature.FREQUENCY_PENALTY, Carriage.DROPPED);
    }
    if (known.efforts() == null) {
      carriage.put(Feature.THINKING, Carriage.DROPPED);
    }
    if (known.isSerial()) {
      carriage.put(Feature.SINGLE_TOOL_CALLS, Carriage.DROPPED);
    }
    return carriage;
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return new ChatRequestWriter(target, usageInStream, losses, allocator.buffer());
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    return stream ? new ChatStreamReader() : new ChatDocumentReader();
  }
}
