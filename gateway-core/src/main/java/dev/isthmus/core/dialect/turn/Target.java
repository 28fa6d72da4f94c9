package dev.isthmus.core.dialect.turn;

/**
 * What a request is translated for.
 *
 * @param model its name at the provider, as it goes on the wire
 * @param knownAs a name that tells which model it is, where operators name theirs as they like
 * @param stream whether the answer is to come in pieces; some dialects say so in the body
 */
public record Target(String model, String knownAs, LossPolicy policy, boolean stream) {

  /** A model whose name at the provider tells which it is. */
  public Target(String model, LossPolicy policy, boolean stream) {
    this(model, model, policy, stream);
  }
}
