package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/**
 * OpenAI chat in a container on SageMaker: the same requests and plain answers, but a stream's
 * bytes come as the parts of an event stream.
 */
public final class ChatPartsSide implements ProviderSide {
  private final ChatSide container;
  private final String name;

  /**
   * @param usageInStream as for {@link ChatSide}
   */
  public ChatPartsSide(boolean usageInStream) {
    this.container = new ChatSide(usageInStream);
    this.name = usageInStream ? "openai-parts" : "openai-parts-without-usage";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<Feature, Carriage> carriage(String model) {
    return container.carriage(model);
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return container.requestWriter(target, losses, allocator);
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    AnswerReader reader = container.answerReader(stream);
    return stream ? new ChatPartsReader(reader) : reader;
  }
}
