package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where an image or a document comes from. Its bytes stay where they are in the request's body. */
final class MessagesTurnSource {
  private static final String PDF = "application/pdf";
  private static final String PLAIN = "text/plain";

  private final MessagesTurnBody body;
  private final String param;
  private String type = "";
  private String mediaType = "";
  private String url = "";
  private @Nullable ByteBuf base64;
  private @Nullable String text;
  private List<MessagesTurnBlock> content = List.of();

  MessagesTurnSource(MessagesTurnBody body, String param) {
    this.body = body;
    this.param = param;
  }

  /** Reads the object that the parser stands on. */
  MessagesTurnSource read() throws IOException {
    TurnValues.object(body.parser(), param, this::readMember);
    return this;
  }

  /** By value, or by an address that the provider may follow: the gateway does not. */
  Media image() throws IOException {
    return switch (type) {
      case "base64" -> {
        switch (mediaType) {
          case "image/jpeg", "image/png", "image/gif", "image/webp" -> {}
          default ->
              throw TurnRefusal.invalid(
                  param + ".media_type", "image/jpeg, image/png, image/gif or image/webp");
        }
        yield Media.image(mediaType, data(), null);
      }
      case "url" -> Media.image(null, null, address());
      default -> throw unknown("base64 or url");
    };
  }

  /** Says a document; one of plain text is said as text, under its title. */
  void sayDocument(String title, String context, TurnSink sink) throws IOException {
    switch (type) {
      case "base64", "url" -> {
        if (!context.isEmpty()) {
          body.losses().drop("messages.content.context");
        }
        sink.on(pdf(title.isEmpty() ? null : title));
      }
      case "text", "content" -> {
        body.losses().reshape("messages.content.document", "becomes text of the message");
        for (String head : List.of(title, context)) {
          if (!head.isEmpty()) {
            sink.on(new Text(head + "\n"));
          }
        }
        sayText(sink);
      }
      default -> throw unknown("base64, text, content or url");
    }
  }

  private Media pdf(@Nullable String title) throws IOException {
    if (type.equals("url")) {
      return new Media(Media.Kind.DOCUMENT, PDF, null, address(), title);
    }
    if (!mediaType.equals(PDF)) {
      throw TurnRefusal.invalid(param + ".media_type", PDF);
    }
    return new Media(Media.Kind.DOCUMENT, PDF, data(), null, title);
  }

  private void sayText(TurnSink sink) throws IOException {
    if (type.equals("content")) {
      for (MessagesTurnBlock block : content) {
        block.require("text or image", "text", "image");
        block.say(sink);
      }
    } else if (!mediaType.equals(PLAIN)) {
      throw TurnRefusal.invalid(param + ".media_type", PLAIN);
    } else if (text == null || text.isEmpty()) {
      throw TurnRefusal.invalid(param + ".data", "text that is not empty");
    } else {
      sink.on(new Text(text));
    }
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "type" -> type = body.text(path);
      case "media_type" -> mediaType = body.text(path);
      case "url" -> url = body.text(path);
      case "data" -> readData(path);
      case "content" -> content = MessagesTurnBlock.all(body, path);
      default -> body.parser().skipChildren();
    }
  }

  /** Bytes are only sliced where it is known by then that they are bytes: they mostly are. */
  private void readData(String path) throws IOException {
    if (type.equals("base64")) {
      base64 = body.plain(path);
    } else {
      text = body.text(path);
    }
  }

  private ByteBuf data() throws TurnRefusal {
    ByteBuf data = base64;
    if (data == null && text != null) {
      if (text.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '\\')) {
        throw TurnRefusal.invalid(param + ".data", "base64");
      }
      data = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
    if (data == null || !data.isReadable()) {
      throw TurnRefusal.invalid(param + ".data", "base64 that is not empty");
    }
    return data;
  }

  private String address() throws TurnRefusal {
    String scheme = url.substring(0, Math.min(url.length(), 8)).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https://") && !scheme.startsWith("http://")) {
      throw TurnRefusal.invalid(param + ".url", "an https URL");
    }
    return url;
  }

  /** Uploaded files live at another provider, so that an id names nothing here. */
  private TurnRefusal unknown(String expected) {
    return type.equals("file")
        ? Losses.unsupported(param + ".type")
        : TurnRefusal.invalid(param + ".type", expected);
  }
}
