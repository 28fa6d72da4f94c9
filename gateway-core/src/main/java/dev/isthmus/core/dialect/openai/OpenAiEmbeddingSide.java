package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.Vectors;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;

/**
 * OpenAI's embeddings as providers speak them: OpenAI itself, Azure, and engines of that shape. A
 * text that is too long is an error there, and nothing is said of what a vector is for.
 */
public final class OpenAiEmbeddingSide implements EmbeddingSide {
  private final String name;

  /**
   * @param name of the form in which its providers are written to
   */
  public OpenAiEmbeddingSide(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(
      EmbeddingRequest request, Target target, Losses losses, JsonGenerator json, ByteBuf out)
      throws IOException {
    request.dropTasks(losses);
    request.dropCut(losses);
    json.writeStartObject();
    json.writeStringField("model", target.model());
    json.writeArrayFieldStart("input");
    for (EmbeddingRequest.Item item : request.items()) {
      TurnJson.written(json, out, item.text());
    }
    json.writeEndArray();
    if (request.dimensions() > 0) {
      json.writeNumberField("dimensions", request.dimensions());
    }
    json.writeEndObject();
  }

  @Override
  public long read(byte[] answer, int length, Vectors to) throws IOException {
    try (JsonParser parser = TurnJson.parser(answer, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no answer object");
      }
      Reading reading = new Reading(parser, answer);
      TurnJson.members(parser, reading::member);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
      reading.hand(to);
      return reading.tokens;
    }
  }

  /** One answer under way; its vectors are put in the order of their numbers. */
  private static final class Reading {
    private static final int FOUND = 3;

    private final JsonParser parser;
    private final byte[] answer;

    /** Number, start and end of each vector. */
    private int[] found = new int[0];

    private int count;
    private int index;
    private int from;
    private int until;
    private long tokens = -1;

    Reading(JsonParser parser, byte[] answer) {
      this.parser = parser;
      this.answer = answer;
    }

    void member(String name) throws IOException {
      switch (name) {
        case "data" -> data();
        case "usage" -> object(this::usage);
        default -> parser.skipChildren();
      }
    }

    private void data() throws IOException {
      if (!parser.isExpectedStartArrayToken()) {
        throw new JsonParseException(parser, "no vectors");
      }
      for (int place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
        index = place;
        until = 0;
        object(this::vector);
        keep(place);
      }
    }

    private void vector(String name) throws IOException {
      switch (name) {
        case "index" -> index = parser.getValueAsInt(-1);
        case "embedding" ->
            ((Vectors)
                    (whole, start, end) -> {
                      from = start;
                      until = end;
                    })
                .read(parser, answer);
        default -> parser.skipChildren();
      }
    }

    private void keep(int place) throws IOException {
      if (until == 0 || index < 0) {
        throw new JsonParseException(parser, "vector " + place + " is none");
      }
      if (found.length == FOUND * count) {
        found = Arrays.copyOf(found, Math.max(FOUND, 2 * found.length));
      }
      found[FOUND * count] = index;
      found[FOUND * count + 1] = from;
      found[FOUND * count + 2] = until;
      count++;
    }

    /** Only what was found says how many places there are: a number alone must cost nothing. */
    void hand(Vectors to) throws IOException {
      int[] edges = new int[2 * count];
      for (int at = 0; at < FOUND * count; at += FOUND) {
        if (found[at] >= count) {
          throw new JsonParseException(parser, "more vectors numbered than there are");
        }
        edges[2 * found[at]] = found[at + 1];
        edges[2 * found[at] + 1] = found[at + 2];
      }
      for (int at = 0; at < edges.length; at += 2) {
        if (edges[at + 1] > 0) {
          to.on(answer, edges[at], edges[at + 1]);
        }
      }
    }

    private void usage(String name) throws IOException {
      if (name.equals("prompt_tokens")) {
        tokens = Math.max(0, parser.getValueAsLong());
      }
      parser.skipChildren();
    }

    private void object(TurnJson.Value member) throws IOException {
      if (!parser.isExpectedStartObjectToken()) {
        throw new JsonParseException(parser, "no object");
      }
      TurnJson.members(parser, member);
    }
  }
}
