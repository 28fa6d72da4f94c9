package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.annotation.JsonClassDescription;

/** Tools and shapes as users of OpenAI's client write them. */
final class OpenAiWords {
  private OpenAiWords() {}

  /** A tool. */
  @JsonClassDescription("The weather of a city, now")
  static final class CurrentWeather {
    public String city = "";
  }

  /** What structured answers are made of. */
  record Town(String name, int people) {}
}
