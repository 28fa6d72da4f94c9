package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any caller's embeddings to any provider's. Threads: any; stateless. */
public final class EmbeddingTranslator implements Translator {
  private final EmbeddingCaller caller;
  private final EmbeddingSide provider;

  public EmbeddingTranslator(EmbeddingCaller caller, EmbeddingSide provider) {
    this.caller = caller;
    this.provider = provider;
  }

  @Override
  public Translated request(ByteBuf body, Target target, ByteBufAllocator allocator) {
    Losses losses = new Losses(target.policy(), caller.words());
    try {
      EmbeddingRequest request = caller.read(body, losses);
      ByteBuf written = write(request, target, losses, allocator);
      return new Translated.Body(
          written, losses.names(), new Asked(request.texts().size(), request.base64()));
    } catch (TurnRefusal refusal) {
      return new Translated.Refused(refusal.failure());
    } catch (JsonProcessingException e) {
      return new Translated.Refused(TurnRefusal.notJson(e).failure());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read or written
    }
  }

  private ByteBuf write(
      EmbeddingRequest request, Target target, Losses losses, ByteBufAllocator allocator)
      throws IOException {
    ByteBuf out = allocator.buffer();
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      provider.write(request, target, losses, json, out);
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
    return new DocumentTranslator(caller.document(provider, context));
  }
}
