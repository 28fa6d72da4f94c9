package dev.isthmus.core.dialect.stability;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.ImageRequest;
import dev.isthmus.core.dialect.turn.ImageSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Stability AI's {@code v2beta/stable-image/generate}: a form in, one picture in JSON out. A
 * picture that its filter blurred is a refusal here, though its status is good.
 */
public final class StabilitySide implements ImageSide {
  private static final String SUCCESS = "SUCCESS";
  private static final String FILTERED = "CONTENT_FILTERED";

  @Override
  public String name() {
    return "stability";
  }

  @Override
  public String write(ImageRequest request, Target target, Losses losses, ByteBuf out)
      throws IOException {
    if (request.count() > 1) {
      throw TurnRefusal.unsupported("n", "1; this deployment makes one image in each call");
    }
    StabilityModel model = StabilityModel.of(target.model());
    FormWriter form = new FormWriter(out, request.prompt());
    form.field("prompt", request.prompt());
    if (model.model() != null) {
      form.field("model", model.model());
    }
    writeShape(request, losses, form);
    String format = request.format();
    if (format != null) {
      if (!model.writes(format)) {
        throw TurnRefusal.unsupported("output_format", "png or jpeg at this deployment");
      }
      form.field("output_format", format);
    }
    return form.finish();
  }

  private static void writeShape(ImageRequest request, Losses losses, FormWriter form)
      throws TurnRefusal {
    ImageRequest.Size size = request.size();
    if (size == null) {
      return;
    }
    AspectRatio ratio = AspectRatio.of(size);
    if (ratio == null) {
      throw TurnRefusal.unsupported(
          "size", "one of a shape from 21:9 over 3:2, 5:4 and 1:1 to 9:21 at this deployment");
    }
    losses.reshape("size", "carried as a shape alone, as this deployment chooses sizes itself");
    form.field("aspect_ratio", ratio.written());
  }

  @Override
  public void read(byte[] answer, int length, Pictures to) throws IOException {
    ByteBuf image = null;
    String reason = SUCCESS;
    try (JsonParser parser = TurnJson.parser(answer, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no answer object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "image" -> image = text(parser, answer, length);
          case "finish_reason" -> reason = parser.getValueAsString(SUCCESS);
          default -> parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
    to.on(kept(image, reason));
  }

  private static ByteBuf kept(@Nullable ByteBuf image, String reason) throws IOException {
    if (reason.equals(FILTERED)) {
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.CONTENT_FILTER, "the provider's content filter blurred the image"));
    }
    if (image == null || !image.isReadable()) {
      throw new JsonParseException(null, "no image");
    }
    return image;
  }

  /** Where the parser's string stands in {@code answer}; read where it holds escapes. */
  private static ByteBuf text(JsonParser parser, byte[] answer, int length) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw new JsonParseException(parser, "no image");
    }
    int from = TurnJson.offset(parser) + 1;
    for (int i = from; i < length && answer[i] != '\\'; i++) {
      if (answer[i] == '"') {
        return Unpooled.wrappedBuffer(answer, from, i - from);
      }
    }
    return Unpooled.wrappedBuffer(parser.getText().getBytes(StandardCharsets.US_ASCII));
  }
}
