package dev.isthmus.load.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.UsageTap;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a request's facts, and watching an answer or one chunk of it go by. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class ScanBenchmark {
  private static final String CHUNK =
      "data:"
          + " {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
          + " token\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";

  @Param({"1024", "10240", "102400"})
  private int bytes;

  private final Dialect dialect = new OpenAiDialect();
  private ByteBuf request;
  private ByteBuf answer;
  private ByteBuf chunk;
  private UsageTap stream;

  @Setup
  public void prepare() {
    String text = "Summarise the following document in three short sentences. ".repeat(bytes / 60);
    request =
        direct(
            "{\"model\":\"gpt-4o-mini\",\"temperature\":0.7,\"max_tokens\":256,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\""
                + text
                + "\"}]}");
    answer =
        direct(
            "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\""
                + text
                + "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10}}");
    chunk = direct(CHUNK);
    stream = dialect.tap(Operation.CHAT, true, Dialect.UsageEvents.DROP);
  }

  private static ByteBuf direct(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return PooledByteBufAllocator.DEFAULT.directBuffer(utf8.length).writeBytes(utf8);
  }

  @Benchmark
  public CallFacts request() {
    FactsReader reader = dialect.factsReader(Operation.CHAT);
    reader.see(request);
    reader.finish(null);
    CallFacts facts = reader.facts();
    reader.release();
    return facts;
  }

  @Benchmark
  public boolean answer() {
    UsageTap tap = dialect.tap(Operation.CHAT, false, Dialect.UsageEvents.DROP);
    tap.see(answer);
    tap.end();
    boolean complete = tap.complete();
    tap.release();
    return complete;
  }

  @Benchmark
  public boolean chunk() {
    stream.see(chunk);
    return stream.contentSeen();
  }
}
