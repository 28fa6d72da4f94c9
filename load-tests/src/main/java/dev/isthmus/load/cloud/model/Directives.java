package dev.isthmus.load.cloud.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words in the last user message by which a test steers the simulated model.
 *
 * <p>{@code sim:tokens=N} the answer has N tokens of text; {@code sim:say=TEXT} the answer is the
 * rest of the message; {@code sim:blocked} the content filter refuses the prompt; {@code
 * sim:filtered} it cuts the answer.
 *
 * @param tokens tokens asked for, or −1
 * @param say the text to answer with, or an empty string
 */
record Directives(int tokens, String say, boolean blocked, boolean filtered) {

  private static final Pattern TOKENS = Pattern.compile("sim:tokens=(\\d{1,7})");
  private static final String SAY = "sim:say=";

  static Directives of(String message) {
    if (!message.contains("sim:")) {
      return new Directives(-1, "", false, false);
    }
    Matcher tokens = TOKENS.matcher(message);
    int say = message.indexOf(SAY);
    return new Directives(
        tokens.find() ? Integer.parseInt(tokens.group(1)) : -1,
        say < 0 ? "" : message.substring(say + SAY.length()),
        message.contains("sim:blocked"),
        message.contains("sim:filtered"));
  }
}
