package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages over gRPC share the memory that requests are held in. */
final class GrpcRoomTest {
  private static final String KEY = "sk-caller-0123456789";
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path folder = Path.of("");
  private final CountDownLatch free = new CountDownLatch(1);
  private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
  private TensorServer server;
  private Gateway gateway;
  private ManagedChannel channel;

  /** How one call ended. */
  private record End(Status status, Metadata trailers) {}

  @BeforeEach
  void start() throws Exception {
    server = new TensorServer();
    server.script =
        (call, message) ->
            new Thread(
                    () -> {
                      waiting.add("waits");
                      awaitFree();
                      TensorServer.good(call, new byte[0]);
                    })
                .start();
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config(server.port()));
    LoadResult read = new ConfigFile(file, new ConfigLoader(Map.of("KEY", KEY))).load();
    gateway =
        Gateway.start(assertInstanceOf(LoadResult.Loaded.class, read, read::toString).config());
    channel = NettyChannelBuilder.forAddress(gateway.addresses().get(0)).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    gateway.close();
    server.close();
  }

  private void awaitFree() {
    try {
      assertTrue(free.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String config(int port) {
    return """
    listeners: [{address: "127.0.0.1:0", protocol: grpc}]
    admin: {address: "127.0.0.1:0"}
    limits: {body: 8MiB, held_bodies: 16MiB, drain_delay: 0s}
    providers:
      one: {type: kserve_grpc, endpoint: "http://127.0.0.1:%d", allow_private: true, credential: none}
    models:
      resnet: {deployments: [{name: one, provider: one, model: resnet-50, price: free}]}
    callers: [{name: c, key: "${KEY}"}]
    """
        .formatted(port);
  }

  /** A message whose tensors have {@code bytes}: fields 1 and 7, as the protocol has them. */
  private static byte[] message(int bytes) {
    byte[] model = ProtoScanner.member(1, "resnet");
    byte[] tensors = ProtoScanner.member(7, "0".repeat(bytes));
    byte[] whole = Arrays.copyOf(model, model.length + tensors.length);
    System.arraycopy(tensors, 0, whole, model.length, tensors.length);
    return whole;
  }

  private BlockingQueue<End> call(byte[] message, BlockingQueue<End> ends) {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            TensorServer.method("inference.GRPCInferenceService/ModelInfer"), CallOptions.DEFAULT);
    Metadata bearer = new Metadata();
    bearer.put(TensorServer.AUTHORIZATION, "Bearer " + KEY);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ends.add(new End(status, trailers));
          }
        },
        bearer);
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
    return ends;
  }

  private static End next(BlockingQueue<End> ends) throws InterruptedException {
    End end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(end);
    return Objects.requireNonNull(end);
  }

  /** Messages wait at their server until no other is held; a larger one finds no room at all. */
  @Test
  void aMessageThatFindsNoRoomIsToldToComeBack() throws Exception {
    BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    int held = 0;
    while (ends.isEmpty()) {
      call(message(1_000_000), ends);
      held += waiting.poll(1, TimeUnit.SECONDS) == null ? 0 : 1;
      assertTrue(held < 17, "more is held than may be");
    }
    assertEquals(Status.Code.UNAVAILABLE, next(ends).status().getCode());
    assertTrue(held > 3, "held: " + held);

    End full = next(call(message(8_000_000), new LinkedBlockingQueue<>()));
    assertEquals(Status.Code.UNAVAILABLE, full.status().getCode());
    assertEquals("the gateway holds as many messages as it can", full.status().getDescription());
    assertEquals("1000", full.trailers().get(TensorServer.text("grpc-retry-pushback-ms")));

    free.countDown();
    for (int i = 0; i < held; i++) {
      Status status = next(ends).status();
      assertTrue(status.isOk(), status::toString);
    }
    assertTrue(next(call(message(1_000_000), ends)).status().isOk());
  }
}
