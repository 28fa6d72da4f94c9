package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.ImageRequest;
import dev.isthmus.core.dialect.turn.ImageSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;

/** OpenAI's images to what another provider of pictures speaks. Threads: any; stateless. */
public final class ImageTranslator implements Translator {
  private static final ChatTurnSide CALLER = new ChatTurnSide();

  private final ImageSide provider;

  public ImageTranslator(ImageSide provider) {
    this.provider = provider;
  }

  @Override
  public Translated request(ByteBuf body, Target target, ByteBufAllocator allocator) {
    Losses losses = new Losses(target.policy(), CALLER);
    ByteBuf out = allocator.buffer();
    boolean whole = false;
    try {
      ImageRequest request = new ImageRequestReader(body, losses).read();
      String type = provider.write(request, target, losses, out);
      whole = true;
      return new Translated.Body(out, losses.names(), type, new Asked(request.count(), true));
    } catch (TurnRefusal refusal) {
      return new Translated.Refused(refusal.failure());
    } catch (JsonProcessingException e) {
      return new Translated.Refused(TurnRefusal.notJson(e).failure());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read or written
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  @Override
  public AnswerTranslator answer(AnswerContext context) {
    return new DocumentTranslator(new ImageDocument(provider, context));
  }
}
