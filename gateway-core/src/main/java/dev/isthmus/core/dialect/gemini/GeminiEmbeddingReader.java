package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingRequest.Overlong;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request for vectors in any of Google's forms, each field in camelCase or snake_case.
 * Several texts of one content become one, as Google reads them. Borrows the body.
 */
final class GeminiEmbeddingReader {
  /** More than any of Google's models takes at once. */
  private static final int MAX_TEXTS = 2048;

  private static final int MAX_DIMENSIONS = 1 << 16;
  private static final int MAX_TASK_CHARS = 64;
  private static final int QUOTES = 2;

  private final GeminiEmbeddingForm form;
  private final ByteBuf body;
  private final Losses losses;
  private final List<EmbeddingRequest.Item> items = new ArrayList<>();
  private int dimensions = -1;
  private Overlong overlong = Overlong.UNSAID;
  private @Nullable String model;

  /** Of the item under way. */
  private final Set<String> seen = new HashSet<>();

  /** Strings that are one text. */
  private final List<ByteBuf> pieces = new ArrayList<>();

  private @Nullable ByteBuf title;
  private @Nullable String task;
  private int itsDimensions = -1;

  GeminiEmbeddingReader(GeminiEmbeddingForm form, ByteBuf body, Losses losses) {
    this.form = form;
    this.body = body;
    this.losses = losses;
  }

  EmbeddingRequest read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      if (form == GeminiEmbeddingForm.EMBED) {
        TurnJson.members(parser, name -> readMember(parser, name, ""));
        keep("content");
      } else {
        Set<String> outer = new HashSet<>();
        TurnJson.members(parser, name -> readOuter(parser, name, outer));
      }
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
    }
    if (items.isEmpty()) {
      throw TurnRefusal.invalid(form.subject(), "an array that is not empty");
    }
    return new EmbeddingRequest(form.subject(), items, dimensions, false, overlong);
  }

  private void readOuter(JsonParser parser, String name, Set<String> outer) throws IOException {
    if (!outer.add(name)) {
      throw TurnRefusal.invalid(name, "one value and not two");
    }
    if (name.equals(form.subject())) {
      TurnValues.array(parser, name, param -> readItem(parser, param));
    } else if (name.equals("parameters") && form == GeminiEmbeddingForm.PREDICT) {
      seen.clear();
      TurnValues.object(parser, name, inner -> readParameter(parser, inner, "parameters." + inner));
      keepDimensions("parameters.outputDimensionality");
    } else {
      readOther(parser, name, name);
    }
  }

  /** What holds for all texts; a task does not. */
  private void readParameter(JsonParser parser, String name, String param) throws IOException {
    switch (GeminiTurnKey.camel(name)) {
      case "outputDimensionality", "autoTruncate" -> readSetting(parser, name, param);
      default -> readOther(parser, name, param);
    }
  }

  private void readItem(JsonParser parser, String param) throws IOException {
    if (items.size() == MAX_TEXTS) {
      throw TurnRefusal.invalid(form.subject(), "at most " + MAX_TEXTS + " texts");
    }
    TurnValues.object(parser, param, name -> readMember(parser, name, param + "."));
    keep(param + ".content");
  }

  /** A text is whole with what was said about it. */
  private void keep(String param) throws TurnRefusal {
    ByteBuf its = joined(pieces);
    if (its.readableBytes() <= QUOTES) {
      throw TurnRefusal.invalid(param, "text that is not empty");
    }
    keepDimensions(param.replace("content", "outputDimensionality"));
    items.add(new EmbeddingRequest.Item(its, task, title));
    pieces.clear();
    task = null;
    title = null;
    seen.clear();
  }

  /** All vectors of an answer have one length elsewhere. */
  private void keepDimensions(String param) throws TurnRefusal {
    boolean first = items.isEmpty();
    if (form == GeminiEmbeddingForm.BATCH && !first && itsDimensions != dimensions) {
      throw TurnRefusal.unsupported(param, "the same for all requests");
    }
    dimensions = itsDimensions >= 0 ? itsDimensions : dimensions;
    itsDimensions = -1;
  }

  private void readMember(JsonParser parser, String name, String path) throws IOException {
    String param = path + name;
    switch (GeminiTurnKey.camel(name)) {
      case "content" -> readContent(parser, name, param);
      case "embedContentConfig" -> {
        if (!once(parser, name, param)) {
          return;
        }
        TurnValues.object(parser, param, inner -> readSetting(parser, inner, param + "." + inner));
      }
      default -> readSetting(parser, name, param);
    }
  }

  private void readSetting(JsonParser parser, String name, String param) throws IOException {
    String plain = GeminiTurnKey.camel(name);
    switch (plain) {
      case "taskType" -> {
        if (once(parser, plain, param)) {
          task = readTask(parser, param);
        }
      }
      case "title" -> {
        if (once(parser, plain, param)) {
          title = string(parser, param);
        }
      }
      case "outputDimensionality" -> {
        if (once(parser, plain, param)) {
          itsDimensions = (int) TurnValues.integer(parser, param, 1, MAX_DIMENSIONS);
        }
      }
      case "autoTruncate" -> {
        if (once(parser, plain, param)) {
          overlong = TurnValues.flag(parser, param) ? Overlong.CUT : Overlong.REFUSED;
        }
      }
      default -> readOther(parser, name, param);
    }
  }

  private void readOther(JsonParser parser, String name, String param) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return;
    }
    if (name.equals("model")) {
      String its = TurnValues.text(parser, param);
      if (model != null && !model.equals(its)) {
        throw TurnRefusal.invalid(param, "the same model for all requests");
      }
      model = its;
    } else {
      losses.drop(name);
      parser.skipChildren();
    }
  }

  private boolean once(JsonParser parser, String name, String param) throws TurnRefusal {
    if (!seen.add(name)) {
      throw TurnRefusal.invalid(param, "one value and not two");
    }
    return !parser.hasToken(JsonToken.VALUE_NULL);
  }

  private static String readTask(JsonParser parser, String param) throws IOException {
    String task = TurnValues.text(parser, param);
    boolean plain = task.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
    if (!plain || task.length() > MAX_TASK_CHARS) {
      throw TurnRefusal.invalid(param, "a task's name, such as RETRIEVAL_QUERY");
    }
    return task;
  }

  private void readContent(JsonParser parser, String name, String param) throws IOException {
    if (!once(parser, name, param)) {
      return;
    }
    if (form == GeminiEmbeddingForm.PREDICT) {
      pieces.add(string(parser, param));
      return;
    }
    TurnValues.object(
        parser,
        param,
        inner -> {
          switch (inner) {
            case "parts" ->
                TurnValues.array(parser, param + ".parts", part -> readPart(parser, part));
            case "role" -> parser.skipChildren();
            default -> throw TurnRefusal.invalid(param + "." + inner, "parts and a role alone");
          }
        });
  }

  private void readPart(JsonParser parser, String param) throws IOException {
    TurnValues.object(
        parser,
        param,
        name -> {
          if (!name.equals("text")) {
            throw TurnRefusal.unsupported(param + "." + name, "text alone");
          }
          TurnBounds.checkRoom(pieces.size(), TurnBounds.MAX_BLOCKS, param);
          pieces.add(string(parser, param + ".text"));
        });
  }

  /** Strings as one, copied where they are several: slices of slices would have no end. */
  private static ByteBuf joined(List<ByteBuf> strings) {
    if (strings.size() == 1) {
      return strings.get(0);
    }
    int inner = strings.stream().mapToInt(each -> each.readableBytes() - QUOTES).sum();
    ByteBuf whole = Unpooled.wrappedBuffer(new byte[inner + QUOTES]).clear();
    whole.writeByte('"');
    for (ByteBuf each : strings) {
      whole.writeBytes(each, each.readerIndex() + 1, each.readableBytes() - QUOTES);
    }
    return whole.writeByte('"');
  }

  /** A string with its quotes, lent by the body. */
  private ByteBuf string(JsonParser parser, String param) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw TurnRefusal.invalid(param, "a string");
    }
    int from = TurnJson.offset(parser);
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return body.slice(body.readerIndex() + from, to - from);
  }
}
