package dev.isthmus.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.provider.Address;
import dev.isthmus.server.boot.LocalIdentity;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels to servers that speak TLS. */
final class ChannelTlsTest {
  private static final long PATIENCE_SECONDS = 20;

  private final LocalIdentity identity = new LocalIdentity();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private Server server;

  ChannelTlsTest() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(
                GrpcSslContexts.configure(
                        SslContextBuilder.forServer(identity.key(), identity.certificate()))
                    .build())
            .addService(
                ServerServiceDefinition.builder(Methods.INFERENCE)
                    .addMethod(
                        Methods.MODEL_INFER,
                        ServerCalls.asyncUnaryCall(
                            (message, answer) -> {
                              int size = message.readableBytes();
                              message.release();
                              answer.onNext(Unpooled.buffer().writeZero(size + 1));
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private int sizeOfAnswer(String host, SslContext tls) {
    Channels channels =
        new Channels(
            new Channels.Ground(
                (EventLoop) loops.next(), NioSocketChannel.class, 1 << 20, System::nanoTime),
            tls);
    Channels.Place place =
        new Channels.Place(
            Address.of(URI.create("https://" + host + ":" + server.getPort()), true),
            InetAddress.getLoopbackAddress());
    try {
      ManagedChannel channel = channels.channel(place, TimeUnit.SECONDS.toNanos(5));
      ByteBuf answer =
          ClientCalls.blockingUnaryCall(
              channel,
              Methods.MODEL_INFER,
              CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
              Unpooled.buffer().writeZero(3));
      int size = answer.readableBytes();
      answer.release();
      return size;
    } finally {
      channels.close();
    }
  }

  private SslContext trusting() throws Exception {
    return GrpcSslContexts.forClient().trustManager(identity.certificate()).build();
  }

  @Test
  void aServerThatIsVouchedForIsSpokenTo() throws Exception {
    assertEquals(4, sizeOfAnswer("localhost", trusting()));
  }

  @Test
  void aServerOfAnotherNameIsNot() throws Exception {
    SslContext tls = trusting();
    StatusRuntimeException thrown =
        assertThrows(StatusRuntimeException.class, () -> sizeOfAnswer("elsewhere.example", tls));
    assertEquals(Status.Code.UNAVAILABLE, thrown.getStatus().getCode());
  }

  @Test
  void aServerThatNobodyVouchesForIsNot() throws Exception {
    SslContext usual = GrpcSslContexts.forClient().build();
    StatusRuntimeException thrown =
        assertThrows(StatusRuntimeException.class, () -> sizeOfAnswer("localhost", usual));
    assertEquals(Status.Code.UNAVAILABLE, thrown.getStatus().getCode());
  }
}
