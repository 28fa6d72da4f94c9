package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own client embeds, in base64 as it does by itself, where a backend can. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class EmbeddingSdkIT {
  private final OpenAIClient client;

  EmbeddingSdkIT(SdkStand stand) {
    client = stand.client();
  }

  @ParameterizedTest
  @ValueSource(strings = {"azure-v1", "azure-dated", "gpu"})
  void base64AndFloatsAreTheSameVectors(String provider) {
    EmbeddingCreateParams.Builder question =
        EmbeddingCreateParams.builder()
            .model("embedding-on-" + provider)
            .inputOfArrayOfStrings(List.of("one", "two"));

    CreateEmbeddingResponse asUsual = client.embeddings().create(question.build());
    CreateEmbeddingResponse floats =
        client.embeddings().create(question.encodingFormat(EncodingFormat.FLOAT).build());

    assertEquals(2, asUsual.data().size());
    assertEquals(SdkStand.DIMENSIONS, asUsual.data().get(1).embedding().size());
    assertEquals(floats.data().get(1).embedding(), asUsual.data().get(1).embedding());
    assertTrue(asUsual.usage().promptTokens() > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"VERTEX", "GEMINI"})
  void whereNobodyEmbedsItIsSaid(SdkBackend backend) {
    EmbeddingCreateParams question =
        EmbeddingCreateParams.builder().model(backend.chat()).input("one").build();

    BadRequestException refused =
        assertThrows(BadRequestException.class, () -> client.embeddings().create(question));

    assertTrue(refused.toString().contains("CAPABILITY"), refused.toString());
  }
}
