package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.models.Model;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenAI's own client lists the models that its key may use, and no others. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ModelSdkIT {
  private final SdkStand stand;
  private final OpenAIClient client;
  private final OpenAIClient narrow;

  ModelSdkIT(SdkStand stand) {
    this.stand = stand;
    client = stand.client();
    narrow = stand.client(SdkStand.NARROW_KEY);
  }

  @Test
  void allModelsAreListed() {
    List<String> ids = client.models().list().autoPager().stream().map(Model::id).toList();

    for (SdkBackend backend : SdkBackend.values()) {
      assertTrue(ids.contains(backend.chat()), ids.toString());
    }
  }

  @Test
  void aKeySeesItsOwnModelsOnly() {
    List<String> ids = narrow.models().list().autoPager().stream().map(Model::id).toList();

    assertEquals(List.of(SdkBackend.AZURE_V1.chat()), ids);
  }

  @Test
  void oneModelIsShown() {
    Model model = client.models().retrieve(SdkBackend.GEMINI.chat());

    assertEquals(SdkBackend.GEMINI.chat(), model.id());
    model.validate();
  }

  @Test
  void anotherKeysModelIsNotFound() {
    assertThrows(NotFoundException.class, () -> narrow.models().retrieve(SdkBackend.GEMINI.chat()));
  }

  @Test
  void nobodyIsShownNothing() {
    OpenAIClient stranger = stand.client("sk-unknown");
    assertThrows(UnauthorizedException.class, () -> stranger.models().list());
  }
}
