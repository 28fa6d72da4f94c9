package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import io.netty.buffer.ByteBufAllocator;
import java.util.EnumMap;
import java.util.Map;

/** Anthropic's Messages towards providers. */
public final class ClaudeSide implements ProviderSide {
  private final Form form;

  public ClaudeSide(Form form) {
    this.form = form;
  }

  /** Where a body says which model is meant. */
  public enum Form {
    /** In the body, as Anthropic itself and Microsoft Foundry have it. */
    DIRECT,
    /** In the path; the body names the version of the API instead. */
    VERTEX
  }

  @Override
  public String name() {
    return form == Form.VERTEX ? "anthropic-vertex" : "anthropic";
  }

  @Override
  public Map<Feature, Carriage> carriage(String model) {
    Map<Feature, Carriage> carriage = new EnumMap<>(Feature.class);
    carriage.put(Feature.PRESENCE_PENALTY, Carriage.DROPPED);
    carriage.put(Feature.FREQUENCY_PENALTY, Carriage.DROPPED);
    carriage.put(Feature.SEED, Carriage.DROPPED);
    carriage.put(Feature.LOGPROBS, Carriage.DROPPED);
    carriage.put(Feature.CHOICES, Carriage.REFUSED);
    carriage.put(Feature.AUDIO, Carriage.REFUSED);
    carriage.put(Feature.VIDEO, Carriage.REFUSED);
    carriage.put(Feature.JSON, Carriage.ADAPTED);
    carriage.put(Feature.TOOL_CHOICE_NAMES, Carriage.ADAPTED);
    addGeneration(carriage, ClaudeModel.of(model));
    return carriage;
  }

  private static void addGeneration(Map<Feature, Carriage> carriage, ClaudeModel model) {
    if (!model.takesSampling()) {
      carriage.put(Feature.TEMPERATURE, Carriage.DROPPED);
      carriage.put(Feature.TOP_P, Carriage.DROPPED);
      carriage.put(Feature.TOP_K, Carriage.DROPPED);
    }
    if (!model.followsSchemas()) {
      carriage.put(Feature.JSON_SCHEMA, Carriage.ADAPTED);
      carriage.put(Feature.STRICT_TOOLS, Carriage.DROPPED);
    }
    if (model.thinking() == ClaudeModel.Thinking.ABSENT) {
      carriage.put(Feature.THINKING, Carriage.DROPPED);
    }
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return new ClaudeRequestWriter(form, target, losses, allocator.buffer());
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    return stream ? new ClaudeStreamReader() : new ClaudeDocumentReader();
  }
}
