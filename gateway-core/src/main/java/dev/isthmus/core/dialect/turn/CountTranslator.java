package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Any caller's question how many tokens a conversation has, to any provider that counts. What a
 * provider cannot be told of how to answer is left out without a word: it is no part of the
 * conversation. Counting costs nothing. Threads: any; stateless.
 */
public final class CountTranslator implements Translator {
  private static final Usage FREE = Usage.reported(0, 0, 0, 0, 0);

  private final CallerSide caller;
  private final CountSide provider;
  private final LongFunction<ByteBuf> answers;

  /**
   * @param answers tells the caller a number; the caller owns the result
   */
  public CountTranslator(CallerSide caller, CountSide provider, LongFunction<ByteBuf> answers) {
    this.caller = caller;
    this.provider = provider;
    this.answers = answers;
  }

  @Override
  public Translated request(ByteBuf body, Target target, ByteBufAllocator allocator) {
    try {
      byte[] conversation = conversation(body, target, allocator);
      return new Translated.Body(written(conversation, target, allocator), List.of());
    } catch (TurnRefusal refusal) {
      return new Translated.Refused(refusal.failure());
    } catch (JsonProcessingException e) {
      return new Translated.Refused(TurnRefusal.notJson(e).failure());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read or written
    }
  }

  private byte[] conversation(ByteBuf body, Target target, ByteBufAllocator allocator)
      throws IOException {
    Losses losses = new Losses(LossPolicy.LENIENT, caller);
    ProviderSide side = provider.conversation();
    RequestWriter writer = side.requestWriter(target, losses, allocator);
    Sieve sieve = new Sieve(side.carriage(target.knownAs()), losses, writer);
    ByteBuf written = null;
    try {
      TurnSettings asked = caller.readCount(body, losses, sieve);
      written = writer.finish(sieve.sifted(asked));
      return ByteBufUtil.getBytes(written);
    } finally {
      if (written == null) {
        writer.discard();
      } else {
        written.release();
      }
    }
  }

  private ByteBuf written(byte[] conversation, Target target, ByteBufAllocator allocator)
      throws IOException {
    ByteBuf out = allocator.buffer(conversation.length);
    boolean whole = false;
    try (JsonGenerator json = TurnJson.generator(out)) {
      json.writeStartObject();
      provider.write(conversation, target, json);
      json.writeEndObject();
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
    return new DocumentTranslator(
        new DocumentTranslator.Document() {
          @Override
          public ByteBuf translate(byte[] answer, int length) throws IOException {
            return answers.apply(provider.read(answer, length));
          }

          @Override
          public Usage usage() {
            return FREE;
          }
        });
  }
}
