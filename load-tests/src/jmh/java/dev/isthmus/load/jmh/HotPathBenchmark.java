package dev.isthmus.load.jmh;

import dev.isthmus.core.hotpath.HotPathCases;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

/** Each thing whose allocation is guarded, timed; together they run through every hot class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class HotPathBenchmark {
  /** {@link JmhPage} gives all their names. */
  @Param("scan-json-1k")
  private String path;

  private LongSupplier once;

  @Setup
  public void prepare() {
    once = HotPathCases.named(path).prepared().get();
  }

  @Benchmark
  public long hot() {
    return once.getAsLong();
  }
}
