package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any caller's dialect to any provider's, through the events of this package. */
public final class TurnTranslator implements Translator {
  private final CallerSide caller;
  private final ProviderSide provider;

  public TurnTranslator(CallerSide caller, ProviderSide provider) {
    this.caller = caller;
    this.provider = provider;
  }

  @Override
  public Translated request(ByteBuf body, Target target, ByteBufAllocator allocator) {
    Losses losses = new Losses(target.policy(), caller);
    RequestWriter writer = provider.requestWriter(target, losses, allocator);
    Sieve sieve = new Sieve(provider.carriage(target.knownAs()), losses, writer);
    ByteBuf written = null;
    try {
      TurnSettings asked = caller.readRequest(body, losses, sieve);
      written = writer.finish(sieve.sifted(asked));
      return new Translated.Body(written, losses.names());
    } catch (TurnRefusal refusal) {
      return new Translated.Refused(refusal.failure());
    } catch (JsonProcessingException e) {
      return new Translated.Refused(TurnRefusal.notJson(e).failure());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read or written
    } finally {
      if (written == null) {
        writer.discard();
      }
    }
  }

  @Override
  public AnswerTranslator answer(AnswerContext context) {
    return new TurnAnswerTranslator(
        provider.answerReader(context.stream(), context.knownAs()), caller.answerWriter(context));
  }
}
