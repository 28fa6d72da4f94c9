package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.Asked;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;

/** OpenAI's embeddings to what another provider of vectors speaks. Threads: any; stateless. */
public final class EmbeddingTranslator implements Translator {
  private static final ChatTurnSide CALLER = new ChatTurnSide();

  private final EmbeddingSide provider;

  public EmbeddingTranslator(EmbeddingSide provider) {
    this.provider = provider;
  }

  @Override
  public Translated request(ByteBuf body, Target target, ByteBufAllocator allocator) {
    Losses losses = new Losses(target.policy(), CALLER);
    EmbeddingRequestReader reader = new EmbeddingRequestReader(body, losses);
    try {
      EmbeddingRequest request = reader.read();
      ByteBuf written = write(request, target, allocator);
      return new Translated.Body(
          written, losses.names(), new Asked(request.texts().size(), reader.base64()));
    } catch (TurnRefusal refusal) {
      return new Translated.Refused(refusal.failure());
    } catch (JsonProcessingException e) {
      return new Translated.Refused(TurnRefusal.notJson(e).failure());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read or written
    }
  }

  private ByteBuf write(EmbeddingRequest request, Target target, ByteBufAllocator allocator)
      throws IOException {
    ByteBuf out = allocator.buffer();
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      provider.write(request, target, json, out);
      json.flush();
      whole = true;
      return out;
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  @Override
  public AnswerTranslator answer(AnswerContext context) {
    return new DocumentTranslator(new EmbeddingDocument(provider, context));
  }
}
