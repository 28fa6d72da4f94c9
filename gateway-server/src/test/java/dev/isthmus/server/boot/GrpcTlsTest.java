package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.bytes.ProtoScanner;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inferences over gRPC where the gateway speaks TLS. */
final class GrpcTlsTest {
  private static final String KEY = "sk-caller-0123456789";
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path folder = Path.of("");
  private final LocalIdentity identity = new LocalIdentity();
  private TensorServer server;
  private Gateway gateway;

  GrpcTlsTest() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    server = new TensorServer();
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config(server.port()));
    Map<String, String> secrets =
        Map.of("KEY", KEY, "CERTIFICATE", identity.certificatePem(), "TLS_KEY", identity.keyPem());
    LoadResult read = new ConfigFile(file, new ConfigLoader(secrets)).load();
    gateway =
        Gateway.start(assertInstanceOf(LoadResult.Loaded.class, read, read::toString).config());
  }

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  private static String config(int port) {
    return """
    listeners:
      - {address: "127.0.0.1:0", protocol: grpc, tls: {certificate: "${CERTIFICATE}", key: "${TLS_KEY}"}}
    admin: {address: "127.0.0.1:0"}
    limits: {drain_delay: 0s}
    providers:
      one: {type: kserve_grpc, endpoint: "http://127.0.0.1:%d", allow_private: true, credential: none}
    models:
      resnet: {deployments: [{name: one, provider: one, model: resnet-50, price: free}]}
    callers: [{name: c, key: "${KEY}"}]
    """
        .formatted(port);
  }

  private NettyChannelBuilder connect() {
    return NettyChannelBuilder.forAddress(gateway.addresses().get(0));
  }

  private static byte[] call(ManagedChannel channel) {
    Metadata bearer = new Metadata();
    bearer.put(TensorServer.AUTHORIZATION, "Bearer " + KEY);
    try {
      return ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(bearer)),
          TensorServer.method("inference.GRPCInferenceService/ModelInfer"),
          CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
          ProtoScanner.member(1, "resnet"));
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whoeverTrustsTheCertificateIsServed() throws Exception {
    ManagedChannel channel =
        connect()
            .overrideAuthority("localhost")
            .sslContext(GrpcSslContexts.forClient().trustManager(identity.certificate()).build())
            .build();
    assertArrayEquals(ProtoScanner.member(1, "resnet-50"), call(channel));
  }

  @Test
  void clearTextIsNotServed() {
    ManagedChannel channel = connect().usePlaintext().build();
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, () -> call(channel));
    assertEquals(Status.Code.UNAVAILABLE, thrown.getStatus().getCode());
    assertEquals(0, server.seen.size());
  }

  @Test
  void anotherNameThanTheCertificatesIsNotTakenByClients() throws Exception {
    ManagedChannel channel =
        connect()
            .overrideAuthority("elsewhere.example")
            .sslContext(GrpcSslContexts.forClient().trustManager(identity.certificate()).build())
            .build();
    assertThrows(StatusRuntimeException.class, () -> call(channel));
    assertEquals(0, server.seen.size());
  }
}
