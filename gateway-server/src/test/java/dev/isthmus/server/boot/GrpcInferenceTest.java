package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.core.cases.Case;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inferences over gRPC, from a real client through a whole gateway to a real server. */
final class GrpcInferenceTest {
  private static final Set<Status.Code> REFUSED =
      Set.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAUTHENTICATED);

  private static final String KEY = "sk-caller-0123456789";
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  private static final List<String> QUESTIONS =
      List.of("grpc.health.v1.Health/Check", "inference.GRPCInferenceService/ModelReady");
  private static final int BODY_BYTES = 8 << 20;
  private static final long PATIENCE_SECONDS = 20;
  private static final byte[] TENSORS = ProtoScanner.member(5, "tensors");

  @TempDir Path folder = Path.of("");
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable TensorServer first;
  private @Nullable TensorServer second;
  private @Nullable Gateway gateway;
  private @Nullable ManagedChannel channel;

  private static String config(int one, int two) {
    return """
    listeners:
      - {address: "127.0.0.1:0", protocol: grpc}
    admin: {address: "127.0.0.1:0"}
    limits: {body: 8MiB, body_grace: 1s, drain_delay: 0s, drain: 5s}
    providers:
      one: {type: kserve_grpc, endpoint: "http://127.0.0.1:%d", allow_private: true, credential: {api_key: "${UP}"}}
      two: {type: kserve_grpc, endpoint: "http://127.0.0.1:%d", allow_private: true, credential: none}
      web: {type: kserve, endpoint: "http://127.0.0.1:8999", allow_private: true, credential: none}
    models:
      resnet:
        deployments:
          - {name: one, provider: one, model: resnet-50, price: free, priority: 0}
          - {name: two, provider: two, model: resnet-50, price: free, priority: 1}
      plain:
        deployments:
          - {name: web, provider: web, model: plain, price: free}
    routes: {resnet: {strict_priority: true}}
    callers: [{name: c, key: "${KEY}"}]
    """
        .formatted(one, two);
  }

  @BeforeEach
  void start() throws Exception {
    first = keep(new TensorServer());
    second = keep(new TensorServer());
    run(first.port(), second.port());
  }

  private void run(int one, int two) throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config(one, two));
    ConfigFile source =
        new ConfigFile(file, new ConfigLoader(Map.of("KEY", KEY, "UP", "upstream-secret-0123")));
    LoadResult read = source.load();
    LoadResult.Loaded good = assertInstanceOf(LoadResult.Loaded.class, read, read::toString);
    Gateway running = keep(Gateway.start(good.config()));
    gateway = running;
    channel = connect(running);
  }

  private ManagedChannel connect(Gateway to) {
    ManagedChannel made =
        NettyChannelBuilder.forAddress(to.addresses().get(0))
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    open.add(made::shutdownNow);
    return made;
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private TensorServer first() {
    return Objects.requireNonNull(first);
  }

  private TensorServer second() {
    return Objects.requireNonNull(second);
  }

  private ManagedChannel channel() {
    return Objects.requireNonNull(channel);
  }

  private static byte[] request(String model) {
    return join(ProtoScanner.member(3, "id-7"), ProtoScanner.member(1, model), TENSORS);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  private byte[] call(String method, byte[] message) {
    return call(method, message, KEY, CallOptions.DEFAULT);
  }

  private byte[] call(String method, byte[] message, String key, CallOptions options) {
    return call(method, message, bearer(key), options);
  }

  private byte[] call(String method, byte[] message, Metadata metadata, CallOptions options) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(
            channel(), MetadataUtils.newAttachHeadersInterceptor(metadata)),
        TensorServer.method(method),
        options.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
        message);
  }

  private static Metadata bearer(String key) {
    Metadata metadata = new Metadata();
    metadata.put(TensorServer.AUTHORIZATION, "Bearer " + key);
    return metadata;
  }

  private StatusRuntimeException refused(String method, byte[] message) {
    return assertThrows(StatusRuntimeException.class, () -> call(method, message));
  }

  private static Status.Code code(StatusRuntimeException thrown) {
    return thrown.getStatus().getCode();
  }

  private static TensorServer.Seen next(TensorServer server) throws InterruptedException {
    return assertNotNullNow(server.seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private static <T> T assertNotNullNow(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  @Test
  void aMessagePassesAsItCameButForTheModelsName() throws Exception {
    byte[] answer = call(INFER, request("resnet"));
    TensorServer.Seen seen = next(first());
    byte[] expected = request("resnet-50");
    assertArrayEquals(expected, seen.message().array());
    assertArrayEquals(expected, answer, "the server sends back what it got");
    assertEquals("Bearer upstream-secret-0123", seen.headers().get(TensorServer.AUTHORIZATION));
    String agent = assertNotNullNow(seen.headers().get(TensorServer.text("user-agent")));
    assertTrue(agent.startsWith("isthmus"), agent);
    assertTrue(seen.millisLeft() > 0 && seen.millisLeft() <= PATIENCE_SECONDS * 1000);
  }

  @Test
  void theCallerLearnsWhatItMayKnow() throws Exception {
    BlockingQueue<Metadata> heads = new LinkedBlockingQueue<>();
    start(request("resnet"), KEY, new Listening(heads, new LinkedBlockingQueue<>()));
    Metadata head = assertNotNullNow(heads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    String id = assertNotNullNow(head.get(TensorServer.text("x-request-id")));
    assertTrue(id.matches("req_[0-9a-f]{24}"), id);
    assertNotNull(head.get(TensorServer.text("x-isthmus-decision")));
  }

  @Test
  void refusalsAreStatuses() {
    assertEquals(
        Status.Code.UNAUTHENTICATED,
        code(
            assertThrows(
                StatusRuntimeException.class,
                () -> call(INFER, request("resnet"), "sk-wrong-0123456789", CallOptions.DEFAULT))));
    assertEquals(Status.Code.NOT_FOUND, code(refused(INFER, request("unknown"))));
    byte[] twice = join(request("resnet"), ProtoScanner.member(1, "resnet"));
    assertEquals(Status.Code.INVALID_ARGUMENT, code(refused(INFER, twice)));
    assertEquals(Status.Code.INVALID_ARGUMENT, code(refused(INFER, new byte[0])));
    assertEquals(Status.Code.INVALID_ARGUMENT, code(refused(INFER, new byte[] {0x0a})));
    assertEquals(
        Status.Code.UNIMPLEMENTED,
        code(refused("inference.GRPCInferenceService/RepositoryIndex", new byte[0])));
    assertTrue(first().seen.isEmpty());
  }

  private byte[] wishing(String name, String value) {
    Metadata metadata = bearer(KEY);
    metadata.put(TensorServer.text(name), value);
    return call(INFER, request("resnet"), metadata, CallOptions.DEFAULT);
  }

  @Test
  void whatACallerAsksOfACallIsInItsMetadata() throws Exception {
    assertArrayEquals(request("resnet-50"), wishing("x-isthmus-providers", "two"));
    Metadata seen = next(second()).headers();
    assertNull(seen.get(TensorServer.text("x-isthmus-providers")), "it stays here");
    assertTrue(first().seen.isEmpty());
    assertEquals(
        Status.Code.FAILED_PRECONDITION,
        code(
            assertThrows(
                StatusRuntimeException.class, () -> wishing("x-isthmus-regions", "mars-1"))));
    assertEquals(
        Status.Code.INVALID_ARGUMENT,
        code(
            assertThrows(
                StatusRuntimeException.class, () -> wishing("x-isthmus-deadline-ms", "soon"))));
  }

  @Test
  void aModelThatSpeaksHttpOnlyIsNotReachedOverGrpc() {
    assertEquals(Status.Code.INVALID_ARGUMENT, code(refused(INFER, request("plain"))));
  }

  @Test
  void aModelThatIsNotReachedIsNotReady() {
    String ready = "inference.GRPCInferenceService/ModelReady";
    assertArrayEquals(new byte[] {0x08, 1}, call(ready, ProtoScanner.member(1, "resnet")));
    assertEquals(Status.Code.NOT_FOUND, code(refused(ready, ProtoScanner.member(1, "plain"))));
    assertEquals(
        Status.Code.NOT_FOUND,
        code(
            refused(
                "inference.GRPCInferenceService/ModelMetadata", ProtoScanner.member(1, "plain"))));
  }

  @Test
  void whereOneServerIsBusyTheNextAnswers() throws Exception {
    first().script = (call, message) -> call.close(Status.UNAVAILABLE, new Metadata());
    assertArrayEquals(request("resnet-50"), call(INFER, request("resnet")));
    next(first());
    next(second());
  }

  @Test
  void whereOneServerHasItsOwnDeadlineTheNextAnswers() throws Exception {
    first().script = (call, message) -> call.close(Status.DEADLINE_EXCEEDED, new Metadata());
    assertArrayEquals(request("resnet-50"), call(INFER, request("resnet")));
    next(first());
    next(second());
  }

  @Test
  void whereOneServerIsGoneTheNextAnswers() throws Exception {
    first().close();
    assertArrayEquals(request("resnet-50"), call(INFER, request("resnet")));
    next(second());
  }

  @Test
  void anAnswerThatItsServerTakesBackWasNone() throws Exception {
    first().script =
        (call, message) -> {
          call.sendHeaders(new Metadata());
          call.sendMessage(new byte[] {1, 2, 3});
          call.close(Status.INTERNAL.withDescription("lost the tensor"), new Metadata());
        };
    assertArrayEquals(request("resnet-50"), call(INFER, request("resnet")));
    next(second());
  }

  @Test
  void theCallersOwnMistakeIsToldInTheServersWords() throws Exception {
    first().script =
        (call, message) ->
            call.close(
                Status.INVALID_ARGUMENT.withDescription("unexpected shape for input 'x'"),
                new Metadata());
    StatusRuntimeException thrown = refused(INFER, request("resnet"));
    assertEquals(Status.Code.INVALID_ARGUMENT, code(thrown));
    assertEquals("unexpected shape for input 'x'", thrown.getStatus().getDescription());
    assertTrue(second().seen.isEmpty());
  }

  @Test
  void whoeverHasFailedEverywhereIsToldNotToTryAgain() {
    TensorServer.Script broken =
        (call, message) ->
            call.close(
                Status.INTERNAL.withDescription("CUDA out of memory at 10.0.0.7"), new Metadata());
    first().script = broken;
    second().script = broken;
    StatusRuntimeException thrown = refused(INFER, request("resnet"));
    assertEquals(Status.Code.INTERNAL, code(thrown));
    assertFalse(String.valueOf(thrown.getStatus().getDescription()).contains("10.0.0.7"));
    Metadata trailers = assertNotNullNow(thrown.getTrailers());
    assertEquals("-1", trailers.get(TensorServer.text("grpc-retry-pushback-ms")));
  }

  @Test
  void aFullServerSaysWhenToComeBack() {
    TensorServer.Script full =
        (call, message) -> {
          Metadata trailers = new Metadata();
          trailers.put(TensorServer.text("grpc-retry-pushback-ms"), "30000");
          call.close(Status.RESOURCE_EXHAUSTED, trailers);
        };
    first().script = full;
    second().script = full;
    StatusRuntimeException thrown = refused(INFER, request("resnet"));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, code(thrown));
    Metadata trailers = assertNotNullNow(thrown.getTrailers());
    String wait = trailers.get(TensorServer.text("grpc-retry-pushback-ms"));
    assertTrue(Integer.parseInt(assertNotNullNow(wait)) > 20_000, wait);
  }

  @Test
  void aCallerThatGivesUpIsFollowedByTheServer() throws Exception {
    first().script = (call, message) -> {};
    ClientCall<byte[], byte[]> call =
        start(
            request("resnet"),
            KEY,
            new Listening(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
    next(first());
    call.cancel("no longer wanted", null);
    assertNotNull(first().cancelled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(second().seen.isEmpty());
  }

  @Test
  void aDeadlineEndsTheCallOnBothSides() throws Exception {
    first().script = (call, message) -> {};
    Listening listening = new Listening(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    start(
        request("resnet"),
        KEY,
        listening,
        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS));
    TensorServer.Seen seen = next(first());
    assertTrue(seen.millisLeft() > 0 && seen.millisLeft() <= 500, seen::toString);
    Status end = assertNotNullNow(listening.ends().poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, end.getCode());
    assertNotNull(first().cancelled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(second().seen.isEmpty());
  }

  @Test
  void largeMessagesPassWhole() throws Exception {
    byte[] noise = new byte[BODY_BYTES - 1024];
    new Random(7).nextBytes(noise);
    byte[] large = join(ProtoScanner.member(1, "resnet"), raw(7, noise));
    byte[] expected = join(ProtoScanner.member(1, "resnet-50"), raw(7, noise));
    assertArrayEquals(expected, call(INFER, large));
    assertArrayEquals(expected, next(first()).message().array());
  }

  /** A field of bytes. */
  private static byte[] raw(int field, byte[] value) {
    int size = value.length;
    byte[] head = {
      (byte) (field << 3 | 2),
      (byte) ((size & 0x7f) | 0x80),
      (byte) (((size >>> 7) & 0x7f) | 0x80),
      (byte) (((size >>> 14) & 0x7f) | 0x80),
      (byte) (size >>> 21)
    };
    return join(head, value);
  }

  @Test
  @Case(id = "X14", did = "a message over the limit, in each direction")
  void messagesOverTheLimitAreRefused() throws Exception {
    byte[] large = join(ProtoScanner.member(1, "resnet"), raw(7, new byte[BODY_BYTES]));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, code(refused(INFER, large)));
    assertTrue(first().seen.isEmpty());
    TensorServer.Script talkative =
        (call, message) -> TensorServer.good(call, new byte[BODY_BYTES + 1]);
    first().script = talkative;
    assertArrayEquals(request("resnet-50"), call(INFER, request("resnet")), "from the second");
    next(second());
  }

  @Test
  @Case(id = "X14", did = "a compressed message")
  void compressedMessagesAreNotUnpacked() {
    StatusRuntimeException thrown =
        assertThrows(
            StatusRuntimeException.class,
            () -> call(INFER, request("resnet"), KEY, CallOptions.DEFAULT.withCompression("gzip")));
    assertEquals(Status.Code.UNIMPLEMENTED, code(thrown));
    assertTrue(first().seen.isEmpty());
  }

  @Test
  @Case(id = "X14", did = "calls opened and broken off on one connection until it ends")
  void aFloodOfBrokenOffCallsEndsItsConnection() throws Exception {
    call("inference.GRPCInferenceService/ServerLive", new byte[0]);
    int broken = 0;
    while (channel().getState(false) == ConnectivityState.READY && broken < 20_000) {
      ClientCall<byte[], byte[]> call =
          start(
              request("resnet"),
              "sk-wrong",
              new Listening(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
      call.cancel("flood", null);
      broken++;
    }
    assertTrue(broken > 500 && broken < 20_000, "calls until the connection ended: " + broken);
    assertArrayEquals(
        new byte[] {8, 1}, call("inference.GRPCInferenceService/ServerLive", new byte[0]));
  }

  @Test
  void questionsAreAnsweredFromWhatTheCallerMaySee() {
    String service = "inference.GRPCInferenceService/";
    byte[] yes = {8, 1};
    assertArrayEquals(yes, call(service + "ServerLive", new byte[0]));
    assertArrayEquals(yes, call(service + "ServerReady", new byte[0]));
    assertArrayEquals(yes, call(service + "ModelReady", ProtoScanner.member(1, "resnet")));
    assertArrayEquals(
        ProtoScanner.member(1, "resnet"),
        call(service + "ModelMetadata", ProtoScanner.member(1, "resnet")));
    assertArrayEquals(
        join(ProtoScanner.member(1, "isthmus"), ProtoScanner.member(3, "binary_tensor_data")),
        call(service + "ServerMetadata", new byte[0]));
    assertEquals(
        Status.Code.NOT_FOUND,
        code(refused(service + "ModelReady", ProtoScanner.member(1, "unknown"))));
    assertEquals(
        Status.Code.INVALID_ARGUMENT, code(refused(service + "ModelReady", new byte[] {0x0a, 5})));
    assertEquals(
        Status.Code.UNAUTHENTICATED,
        code(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    call(
                        service + "ServerReady",
                        new byte[0],
                        "sk-wrong-0123456789",
                        CallOptions.DEFAULT))));
  }

  @Test
  void healthNeedsNoKeyAndFollowsTheGateway() throws Exception {
    HealthGrpc.HealthBlockingStub health =
        HealthGrpc.newBlockingStub(channel()).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertEquals(
        HealthCheckResponse.ServingStatus.SERVING,
        health.check(HealthCheckRequest.getDefaultInstance()).getStatus());
    HealthCheckRequest named =
        HealthCheckRequest.newBuilder().setService("inference.GRPCInferenceService").build();
    assertEquals(HealthCheckResponse.ServingStatus.SERVING, health.check(named).getStatus());
    HealthCheckRequest unknown = HealthCheckRequest.newBuilder().setService("other").build();
    assertEquals(
        Status.Code.NOT_FOUND,
        code(assertThrows(StatusRuntimeException.class, () -> health.check(unknown))));
  }

  @Test
  @Case(id = "X14", did = "large questions of whoever has no key")
  void questionsMustBeSmall() {
    byte[] large = join(ProtoScanner.member(1, "resnet"), raw(7, new byte[1 << 20]));
    for (String method : QUESTIONS) {
      StatusRuntimeException thrown =
          assertThrows(
              StatusRuntimeException.class, () -> call(method, large, KEY, CallOptions.DEFAULT));
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, code(thrown), method);
      // Without a key the head may be refused before the message shows how large it is.
      thrown =
          assertThrows(
              StatusRuntimeException.class, () -> call(method, large, "", CallOptions.DEFAULT));
      assertTrue(REFUSED.contains(code(thrown)), method);
    }
  }

  @Test
  @Case(id = "X14", did = "calls whose message never comes")
  void whoeverSaysNothingIsNotWaitedFor() throws Exception {
    List<String> methods = new ArrayList<>(QUESTIONS);
    methods.add(INFER);
    for (String method : methods) {
      Listening listening = new Listening(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
      // The head of a unary call would wait for the message.
      MethodDescriptor<byte[], byte[]> streamed =
          TensorServer.method(method).toBuilder().setType(MethodType.BIDI_STREAMING).build();
      channel().newCall(streamed, CallOptions.DEFAULT).start(listening, bearer(KEY));
      Status end = assertNotNullNow(listening.ends().poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(Status.Code.DEADLINE_EXCEEDED, end.getCode(), method);
      assertTrue(String.valueOf(end.getDescription()).contains("too slowly"), end::toString);
    }
  }

  @Test
  void aDrainLetsCallsEndAndTakesNoMore() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    first().script =
        (call, message) ->
            new Thread(
                    () -> {
                      await(free);
                      TensorServer.good(call, message);
                    })
                .start();
    BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    start(request("resnet"), KEY, new Listening(new LinkedBlockingQueue<>(), ends));
    next(first());
    Gateway running = Objects.requireNonNull(gateway);
    BlockingQueue<Boolean> drained = new LinkedBlockingQueue<>();
    Thread drain = new Thread(() -> drained.add(drain(running)));
    drain.start();
    assertNull(drained.poll(200, TimeUnit.MILLISECONDS), "it waits for the call");
    free.countDown();
    assertEquals(true, drained.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    Status end = assertNotNullNow(ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(end.isOk(), end::toString);
    channel = connect(running);
    assertEquals(Status.Code.UNAVAILABLE, code(refused(INFER, request("resnet"))));
  }

  private static boolean drain(Gateway running) {
    try {
      return running.drain();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ClientCall<byte[], byte[]> start(byte[] message, String key, Listening listening) {
    return start(message, key, listening, CallOptions.DEFAULT);
  }

  private ClientCall<byte[], byte[]> start(
      byte[] message, String key, Listening listening, CallOptions options) {
    ClientCall<byte[], byte[]> call = channel().newCall(TensorServer.method(INFER), options);
    call.start(listening, bearer(key));
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
    return call;
  }
}
