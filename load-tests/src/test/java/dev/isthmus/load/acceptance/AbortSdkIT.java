package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.isthmus.load.cloud.Bill;
import dev.isthmus.load.cloud.Sale;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When OpenAI's own client closes a stream half-way, the cloud stops writing. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class AbortSdkIT {
  private static final int TOKENS = 2000;

  private final SdkStand stand;
  private final OpenAIClient client;

  AbortSdkIT(SdkStand stand) {
    this.stand = stand;
    client = stand.client();
  }

  @ParameterizedTest
  @EnumSource
  void theCloudSeesTheCancel(SdkBackend backend) throws Exception {
    assertCancelled(backend, client);
  }

  @ParameterizedTest
  @EnumSource
  void theCloudSeesTheCancelOfAnHttp2Stream(SdkBackend backend) throws Exception {
    assertCancelled(backend, stand.tlsClient());
  }

  /** As clients do that speak HTTP/1.1 by TLS. */
  @ParameterizedTest
  @EnumSource
  void theCloudSeesTheCancelOfAnHttp1StreamByTls(SdkBackend backend) throws Exception {
    Bill bill = stand.cloud(backend).bill();
    bill.clear();
    String body =
        "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"sim:tokens=%d\"}]}"
            .formatted(backend.slow(), TOKENS);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\n"
            + "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s";
    URI base = URI.create(stand.tlsBase());
    try (Socket socket =
        stand.certificate().socketFactory().createSocket(base.getHost(), base.getPort())) {
      String request = head.formatted(SdkStand.KEY, body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertTrue(socket.getInputStream().read(new byte[1024]) > 0);
    }

    assertEquals(Sale.End.CANCELLED, bill.awaitSales(1, Duration.ofSeconds(5)).get(0).end());
  }

  private void assertCancelled(SdkBackend backend, OpenAIClient by) throws Exception {
    Bill bill = stand.cloud(backend).bill();
    bill.clear();
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder()
            .model(backend.slow())
            .addUserMessage("sim:tokens=" + TOKENS)
            .build();

    try (StreamResponse<ChatCompletionChunk> chunks =
        by.chat().completions().createStreaming(question)) {
      assertEquals(3, chunks.stream().limit(3).count());
    }
    List<Sale> sales = bill.awaitSales(1, Duration.ofSeconds(5));

    assertEquals(Sale.End.CANCELLED, sales.get(0).end());
    assertTrue(sales.get(0).tokens().output() < TOKENS / 10, sales.get(0).tokens().toString());
  }
}
