package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/** A dialect as providers speak it. Threads: any; stateless. */
public interface ProviderSide {

  /** The dialect's name: stable, lower case. */
  String name();

  /**
   * What becomes of the features that are not simply carried; those that are missing are. What is
   * dropped or refused never reaches the writer.
   *
   * @param model its name at the provider, as generations differ
   */
  Map<Feature, Carriage> carriage(String model);

  /** Writes for {@code target}; {@code losses} is for what only the writer can know. */
  RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator);

  AnswerReader answerReader(boolean stream);

  /**
   * The same, where models answer differently in what the answer itself does not tell.
   *
   * @param model its name at the provider
   */
  default AnswerReader answerReader(boolean stream, String model) {
    return answerReader(stream);
  }
}
