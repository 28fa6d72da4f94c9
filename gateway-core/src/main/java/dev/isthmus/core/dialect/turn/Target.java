package dev.isthmus.core.dialect.turn;

/**
 * What a request is translated for.
 *
 * @param model its name at the provider
 */
public record Target(String model, LossPolicy policy) {}
