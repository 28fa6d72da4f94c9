package dev.isthmus.server.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CachedResolverTest {

  private final Steps threads = new Steps();
  private final List<CachedResolver.@Nullable Answer> heard = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(100);
  private int lookups;
  private String[] answer = {"192.0.2.1"};
  private final CachedResolver resolver = new CachedResolver(this::look, threads, () -> nanos);

  /** Runs lookups when the test says so. */
  private static final class Steps extends AbstractExecutorService {
    final Queue<Runnable> queue = new ArrayDeque<>();
    boolean full;

    @Override
    public void execute(Runnable task) {
      if (full) {
        throw new RejectedExecutionException("full");
      }
      queue.add(task);
    }

    void run() {
      for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
        task.run();
      }
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  private InetAddress[] look(String host) throws UnknownHostException {
    lookups++;
    if (answer.length > 0 && answer[0].isEmpty()) {
      throw new UnknownHostException(host);
    }
    InetAddress[] found = new InetAddress[answer.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(answer[i]);
    }
    return found;
  }

  private void ask() {
    resolver.resolve("host", Runnable::run, heard::add);
  }

  private String last() {
    CachedResolver.Answer got = heard.get(heard.size() - 1);
    return got == null ? "none" : got.address(0).getHostAddress();
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void manyAskersShareOneLookup() {
    ask();
    ask();
    ask();
    assertTrue(heard.isEmpty());
    threads.run();
    assertEquals(3, heard.size());
    assertEquals(1, lookups);
  }

  @Test
  void anAnswerIsFreshFor30SecondsAndThenRenewedBehindTheCall() {
    ask();
    threads.run();
    answer = new String[] {"192.0.2.2"};
    pass(29);
    ask();
    assertTrue(threads.queue.isEmpty());
    pass(1);
    ask();
    assertEquals("192.0.2.1", last());
    threads.run();
    ask();
    assertEquals("192.0.2.2", last());
    assertEquals(2, lookups);
  }

  @Test
  void theLastGoodAnswerServesFiveMinutesOfFailures() {
    ask();
    threads.run();
    answer = new String[] {""};
    for (int second = 0; second < 299; second++) {
      pass(1);
      ask();
      assertEquals("192.0.2.1", last());
      threads.run();
    }
    pass(1);
    ask();
    threads.run();
    assertEquals("none", last());
    answer = new String[] {"192.0.2.3"};
    pass(1);
    ask();
    threads.run();
    assertEquals("192.0.2.3", last());
  }

  @Test
  void aFailureCountsForOneSecond() {
    answer = new String[] {""};
    ask();
    threads.run();
    assertEquals("none", last());
    ask();
    assertEquals(2, heard.size());
    assertEquals(1, lookups);
    pass(1);
    ask();
    threads.run();
    assertEquals(2, lookups);
  }

  @Test
  void anEmptyAnswerIsNone() {
    answer = new String[0];
    ask();
    threads.run();
    assertEquals("none", last());
  }

  @Test
  void addressesTakeTurnsWithinTheFirstFamilyAndAreBounded() {
    answer = new String[1_000];
    for (int i = 0; i < 1_000; i++) {
      answer[i] = i % 2 == 0 ? "192.0.2." + (i / 2 % 200) : "2001:db8::" + i;
    }
    ask();
    threads.run();
    CachedResolver.Answer got = heard.get(0);
    if (got == null) {
      throw new AssertionError("no answer");
    }
    assertEquals(CachedResolver.MAX_ADDRESSES, got.size());
    TreeSet<String> used = new TreeSet<>();
    for (int i = 0; i < got.size(); i++) {
      used.add(got.address(got.first()).getHostAddress());
    }
    assertEquals(CachedResolver.MAX_ADDRESSES, used.size());
    assertTrue(used.stream().noneMatch(a -> a.contains(":")), used.toString());
  }

  @Test
  void askersAreTurnedAwayWhereLookupsQueueUp() {
    threads.full = true;
    ask();
    assertNull(heard.get(0));
  }
}
