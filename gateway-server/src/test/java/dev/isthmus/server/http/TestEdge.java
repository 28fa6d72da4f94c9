package dev.isthmus.server.http;

import dev.isthmus.core.call.Strain;
import dev.isthmus.core.call.TurnTicker;
import dev.isthmus.core.exchange.CallGate;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server on loopback with one event loop and a {@link ScriptedGate} behind it. */
final class TestEdge implements AutoCloseable, EdgeEvents {
  final EventLoopGroup loops;
  final ScriptedGate gate;
  final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
  final BlockingQueue<Cut> cuts = new LinkedBlockingQueue<>();
  final AtomicInteger open = new AtomicInteger();
  volatile Strain strain = Strain.CALM;
  final HttpServer server;
  final InetSocketAddress address;
  final @Nullable ServerTls tls;

  TestEdge(EdgeLimits limits) throws IOException {
    this(limits, null);
  }

  TestEdge(EdgeLimits limits, @Nullable TlsIdentity tls) throws IOException {
    this(limits, tls, Transport.usual());
  }

  TestEdge(EdgeLimits limits, @Nullable TlsIdentity identity, Transport transport)
      throws IOException {
    loops = Transports.newLoops(transport, 1, "edge-test");
    TurnTicker turn = new TurnTicker(System::nanoTime);
    gate = new ScriptedGate((EventLoop) loops.iterator().next());
    EdgeDialects dialects =
        new EdgeDialects(tongue -> new PlainDialect(tongue.name().toLowerCase(Locale.ROOT)));
    Edge edge =
        new Edge(loop -> gate(), dialects, limits, this, () -> strain, new SplittableRandom(7));
    server = new HttpServer(loops, edge, loop -> turn);
    this.tls = identity == null ? null : new ServerTls(identity);
    address = server.bind(new ListenerConfig("127.0.0.1", 0, this.tls));
  }

  static EdgeLimits limits(EdgeTimeouts timeouts) {
    EdgeLimits d = EdgeLimits.DEFAULT;
    return new EdgeLimits(
        d.head(),
        d.bodyBytes(),
        d.connections(),
        d.connectionsPerAddress(),
        d.streams(),
        d.backlogBytes(),
        d.answerBytes(),
        timeouts);
  }

  static EdgeLimits bodyLimit(long bytes) {
    EdgeLimits d = EdgeLimits.DEFAULT;
    return new EdgeLimits(
        d.head(),
        bytes,
        d.connections(),
        d.connectionsPerAddress(),
        d.streams(),
        d.backlogBytes(),
        d.answerBytes(),
        d.timeouts());
  }

  static EdgeLimits connections(int all, int perAddress) {
    EdgeLimits d = EdgeLimits.DEFAULT;
    return new EdgeLimits(
        d.head(),
        d.bodyBytes(),
        all,
        perAddress,
        d.streams(),
        d.backlogBytes(),
        d.answerBytes(),
        d.timeouts());
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  CallGate gate() {
    return gate;
  }

  RawClient connect() throws IOException {
    return new RawClient(address);
  }

  Cut nextCut() throws InterruptedException {
    Cut cut = cuts.poll(5, TimeUnit.SECONDS);
    if (cut == null) {
      throw new AssertionError("nothing was cut");
    }
    return cut;
  }

  @Override
  public void connectionOpened() {
    open.incrementAndGet();
  }

  @Override
  public void connectionClosed() {
    open.decrementAndGet();
  }

  @Override
  public void refused(Refusal why) {
    refusals.add(why);
  }

  @Override
  public void cut(Cut why) {
    cuts.add(why);
  }

  @Override
  public void close() {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
