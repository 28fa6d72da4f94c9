package dev.isthmus.core.dialect.turn;

/**
 * What a request is translated for.
 *
 * @param model its name at the provider
 * @param stream whether the answer is to come in pieces; some dialects say so in the body
 */
public record Target(String model, LossPolicy policy, boolean stream) {}
