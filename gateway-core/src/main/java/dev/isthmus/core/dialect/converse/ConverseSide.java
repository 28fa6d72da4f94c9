package dev.isthmus.core.dialect.converse;

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
 * Bedrock's Converse towards providers: {@code converse}, and {@code converse-stream} with its
 * answer in an event stream. Model and streaming are said in the request's path, not in its body.
 */
public final class ConverseSide implements ProviderSide {

  @Override
  public String name() {
    return "converse";
  }

  @Override
  public Map<Feature, Carriage> carriage(String model) {
    Map<Feature, Carriage> carriage = new EnumMap<>(Feature.class);
    carriage.put(Feature.PRESENCE_PENALTY, Carriage.DROPPED);
    carriage.put(Feature.FREQUENCY_PENALTY, Carriage.DROPPED);
    carriage.put(Feature.SEED, Carriage.DROPPED);
    carriage.put(Feature.LOGPROBS, Carriage.DROPPED);
    carriage.put(Feature.JSON, Carriage.DROPPED);
    carriage.put(Feature.SINGLE_TOOL_CALLS, Carriage.DROPPED);
    carriage.put(Feature.CHOICES, Carriage.REFUSED);
    carriage.put(Feature.AUDIO, Carriage.REFUSED);
    carriage.put(Feature.VIDEO, Carriage.REFUSED);
    // Bedrock follows addresses of S3 alone, with the rights of the account that pays.
    carriage.put(Feature.IMAGE_URL, Carriage.REFUSED);
    carriage.put(Feature.DOCUMENT_URL, Carriage.REFUSED);
    carriage.put(Feature.END_USER, Carriage.ADAPTED);
    // Only the writer knows whether tools were used before.
    carriage.put(Feature.TOOL_CHOICE_NONE, Carriage.ADAPTED);
    carriage.put(Feature.TOOL_CHOICE_NAMES, Carriage.ADAPTED);
    ConverseModel.of(model).declare(carriage);
    return carriage;
  }

  @Override
  public RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator) {
    return new ConverseRequestWriter(
        ConverseModel.of(target.knownAs()), losses, allocator.buffer());
  }

  @Override
  public AnswerReader answerReader(boolean stream) {
    return answerReader(stream, "");
  }

  /** Models sign their thoughts alike, and do not understand one another's signatures. */
  @Override
  public AnswerReader answerReader(boolean stream, String model) {
    ConverseIssuer issuer = ConverseModel.of(model).issuer();
    return stream ? new ConverseStreamReader(issuer) : new ConverseDocumentReader(issuer);
  }
}
