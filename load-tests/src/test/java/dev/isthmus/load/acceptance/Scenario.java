package dev.isthmus.load.acceptance;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.load.acceptance.Wish.Extra;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the matrix tries with every client and every backend. */
enum Scenario {
  PLAIN("plain", "chat", new Wish("sim:say=Hello, \"wörld\" 🌍", false, Extra.NOTHING)),
  STREAM("stream", "chat", new Wish("sim:tokens=60", true, Extra.NOTHING)),
  TOOLS("tools", "chat", new Wish("What is the weather in Paris?", false, Extra.TOOL)),
  PARALLEL_TOOLS(
      "parallel tools",
      "chat",
      new Wish("What is the weather in Paris and London?", true, Extra.TOOL)),
  IMAGE("image", "chat", new Wish("What is this?", false, Extra.IMAGE)),
  SCHEMA("schema", "chat", new Wish("Describe Paris.", false, Extra.SCHEMA)),
  LONG_CONTEXT("long context", "chat", new Wish(book(), true, Extra.NOTHING)),
  CANCEL("cancel", "slow", new Wish("sim:tokens=2000", true, Extra.NOTHING)),
  LIMIT("429", "busy", new Wish("Hello.", false, Extra.NOTHING)),
  DOWN("5xx before the first byte", "down", new Wish("Hello.", true, Extra.NOTHING)),
  DEATH("death in mid-stream", "dying", new Wish("sim:tokens=200", true, Extra.NOTHING)),
  FILTER("content filter", "chat", new Wish("sim:filtered", false, Extra.NOTHING));

  private final String title;
  private final String kind;
  private final String text;
  private final boolean stream;
  private final Extra extra;

  Scenario(String title, String kind, Wish wish) {
    this.title = title;
    this.kind = kind;
    this.text = wish.text();
    this.stream = wish.stream();
    this.extra = wish.extra();
  }

  private static String book() {
    return IntStream.range(0, 60_000)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" ", "Sum up: ", " sim:tokens=20"));
  }

  String title() {
    return title;
  }

  /** Which deployment of a backend it is tried with. */
  String kind() {
    return kind;
  }

  Wish wish() {
    return new Wish(text, stream, extra);
  }

  /** What a deployment must be able to. */
  Set<Capability> capabilities() {
    return switch (extra) {
      case NOTHING -> EnumSet.of(Capability.CHAT);
      case TOOL -> EnumSet.of(Capability.CHAT, Capability.TOOLS);
      case IMAGE -> EnumSet.of(Capability.CHAT, Capability.IMAGES);
      case SCHEMA -> EnumSet.of(Capability.CHAT, Capability.JSON_SCHEMA);
    };
  }

  /** What the provider's dialect must have words for. */
  Set<Feature> features() {
    return switch (extra) {
      case NOTHING -> EnumSet.noneOf(Feature.class);
      case TOOL -> EnumSet.of(Feature.TOOLS);
      case IMAGE -> EnumSet.of(Feature.IMAGE);
      case SCHEMA -> EnumSet.of(Feature.JSON_SCHEMA);
    };
  }
}
