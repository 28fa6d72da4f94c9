package dev.isthmus.core.provider;

import java.util.regex.Pattern;

/**
 * What a kind of provider wants to be told beside what all are told.
 *
 * @param name as configuration writes it
 * @param required whether it cannot do without
 * @param fallback what holds where the setting is absent; empty where nothing does
 * @param pattern what a value looks like
 * @param expected the same in words
 * @param doc what it is for, in one sentence
 */
public record Setting(
    String name, boolean required, String fallback, Pattern pattern, String expected, String doc) {

  /** A setting that must be there. */
  public static Setting required(String name, String pattern, String expected, String doc) {
    return new Setting(name, true, "", Pattern.compile(pattern), expected, doc);
  }

  /** A setting that may be absent, and then {@code fallback} holds. */
  public static Setting or(
      String fallback, String name, String pattern, String expected, String doc) {
    return new Setting(name, false, fallback, Pattern.compile(pattern), expected, doc);
  }
}
