package dev.isthmus.server.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who changed what, and who tried. Threads: any.
 *
 * <p>All values are names of the configuration, closed words, or were cleaned before they came.
 */
final class AuditLog {
  private static final Logger AUDIT = LoggerFactory.getLogger("isthmus.audit");
  private static final int LONGEST_NAME = 128;

  /** One line: an action of {@code actor} on {@code target} ended in {@code result}. */
  void action(String actor, String action, String target, String result, String detail) {
    AUDIT.info(
        "admin action={} actor={} target={} result={} {}", action, actor, target, result, detail);
  }

  /** One line: {@code actor}, who calls from {@code address}, was turned away. */
  void turnedAway(String actor, String address, String action, String why) {
    AUDIT.info(
        "admin turned away actor={} from={} action=\"{}\" why={}", actor, address, action, why);
  }

  /** A name that nobody here gave, as it may stand in a line. */
  static String clean(String name) {
    String visible = name.replaceAll("[^A-Za-z0-9._:/@+-]", "?");
    return visible.length() <= LONGEST_NAME ? visible : visible.substring(0, LONGEST_NAME);
  }
}
