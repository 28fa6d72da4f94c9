package dev.isthmus.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.ProviderSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/translation.md} true: it is made from the very declarations that calls are
 * translated by.
 *
 * <p>After a change of them, {@code -Disthmus.write-docs=true} writes it anew.
 */
final class TranslationPageTest {
  private static final String HEAD =
      """
      # Translation

      A call in one dialect reaches a deployment that speaks another by translation: what the caller asks for is read into one vocabulary, and written from it
      in the provider's words; the answer goes the other way, event by event. Where both speak the same dialect nothing is translated: the bytes pass.

      What the provider's dialect has no words for is, by its weight,

      - **dropped**: left out, and named in the answer's header `x-isthmus-dropped` (for callers with `expose: full`). A route with `untranslatable: refuse` refuses the call instead.
      - **refused**: the answer would be another without it, so that the call is answered 400 with `unsupported_parameter` and the field's name.
      - **adapted**: said in other words that mean the same, or nearly (see below).
      - carried, where the table has a dot.

      Fields that the gateway does not know are dropped and named. Numbers, tool arguments and schemas pass as the text that they were written in.

      This page is made from the code's own declarations. What depends on the model is shown for the model at the head of each column.
      """;

  private static final String TAIL =
      """
      ## What is adapted, and how

      | what | where | how |
      | --- | --- | --- |
      | a tool's failure | chat, Gemini | the text of the result alone; Gemini has the key `error` for it |
      | images in a tool's result | chat, Gemini | they stand beside the result, in the user's turn |
      | some tools of those given | Claude, Converse, some chat models | only these are offered |
      | JSON without a schema | Claude | an instruction in the system text |
      | a JSON schema | Claude before 4.5, Nova | a tool that must be called, whose input becomes the answer |
      | system text in mid-conversation | Claude, Gemini, Converse | moved to the front, in order |
      | neighbours of one role | Claude, Gemini, Converse | one turn |
      | thoughts and their signatures | everywhere | go back to whoever issued them, and to nobody else; other dialects keep them as opaque values |

      A remote image that the target cannot take by its address is refused: the gateway fetches nothing.

      ## Vectors

      Embeddings are asked for as OpenAI has them (`/v1/embeddings`) and in Google's three forms: `embedContent`, `batchEmbedContents` and Vertex AI's `predict`. All four
      reach every provider of vectors; Google's own forms are written anew too, because the gateway's name of a model may stand in them. Numbers pass as they were written.

      | asked for by | Gemini and Vertex AI | Cohere on Bedrock | Titan on Bedrock | OpenAI, Azure, others of that shape |
      | --- | --- | --- | --- | --- |
      | `dimensions`, `outputDimensionality` | · | refused | · | · |
      | `taskType` | · | adapted: `input_type`, one for all texts | dropped | dropped |
      | `title` | · | dropped | dropped | dropped |
      | `autoTruncate: true` | · | dropped | dropped | dropped |
      | several texts | `predict` alone | at most 96 | refused | · |
      | anything but text | refused | refused | refused | refused |

      Several texts of one content are one text. A `model` in the body must be the one that the path names. A `predict` whose provider tells only a sum of tokens has no `statistics` of
      its texts, unless there is but one.

      ## Counts of tokens

      `/v1/messages/count_tokens`, `/v1/responses/input_tokens` and `countTokens` work for every model that converses. Where the deployment's provider counts, it is asked:
      Anthropic, Claude on Vertex AI and in Azure AI Foundry, Gemini, OpenAI, and Bedrock for Claude by the model's own name. The request is translated as a call would be, without what asks for an answer, and
      the number is told in the caller's dialect. Where nobody counts (Azure OpenAI, vLLM and others of OpenAI's chat alone, other models on Bedrock), where the counter fails, and where it does not take what
      was written for it, the gateway answers an estimate of its own and says so: `x-isthmus-estimated: true`. It takes four bytes of text for a token and an image for 800. What is
      wrong with the caller's own request is an error as ever. A count costs nothing, is no call by the bill, and takes nothing from a caller's tokens.
      """;

  private static final List<Shown> SHOWN =
      List.of(
          new Shown("openai", "gpt-4.1", "chat: gpt-4.1"),
          new Shown("openai", "gpt-5", "chat: gpt-5"),
          new Shown("openai", "llama-3.3-70b", "chat: others"),
          new Shown("anthropic", "claude-sonnet-4-5", "Claude Sonnet 4.5"),
          new Shown("anthropic", "claude-opus-4-7", "Claude Opus 4.7"),
          new Shown("gemini", "gemini-2.5-pro", "Gemini 2.5"),
          new Shown("converse", "anthropic.claude-sonnet-4-5-v1:0", "Converse: Claude 4.5"),
          new Shown("converse", "amazon.nova-2-lite-v1:0", "Converse: Nova 2"));

  private static final Map<String, String> CALLERS =
      Map.of(
          "openai", "OpenAI chat",
          "responses", "OpenAI Responses",
          "anthropic", "Anthropic Messages",
          "gemini", "Gemini generateContent");

  /** One column. */
  private record Shown(String side, String model, String title) {}

  @Test
  void thePageSaysWhatIsDeclared() throws IOException {
    Path page = project().resolve("docs/translation.md");
    if (Boolean.getBoolean("isthmus.write-docs")) {
      Files.writeString(page, render(), UTF_8);
    }
    String there = Files.exists(page) ? Files.readString(page, UTF_8) : "";
    assertEquals(render(), there, "stale: write it anew with -Disthmus.write-docs=true");
  }

  @Test
  void everyDialectIsShown() {
    for (CallerSide caller : Translators.CALLERS) {
      assertTrue(CALLERS.containsKey(caller.name()), caller.name());
    }
  }

  private static String render() {
    StringBuilder page = new StringBuilder(HEAD);
    for (CallerSide caller : Translators.CALLERS) {
      page.append("\n## From ").append(CALLERS.get(caller.name())).append("\n\n");
      features(caller, page);
      fields(caller, page);
    }
    return page.append('\n').append(TAIL).toString();
  }

  private static void features(CallerSide caller, StringBuilder page) {
    page.append("| asked for by | what |");
    SHOWN.forEach(one -> page.append(' ').append(one.title()).append(" |"));
    page.append("\n| --- | --- |").append(" --- |".repeat(SHOWN.size())).append('\n');
    for (Feature feature : Feature.values()) {
      String name = caller.nameOf(feature);
      if (name == null) {
        continue;
      }
      page.append("| `").append(name).append("` | ").append(words(feature)).append(" |");
      SHOWN.forEach(one -> page.append(' ').append(cell(one, feature)).append(" |"));
      page.append('\n');
    }
  }

  private static void fields(CallerSide caller, StringBuilder page) {
    page.append("\nTowards every other dialect ").append(list(caller, Fate.DROPPED));
    page.append(" are dropped; ").append(list(caller, Fate.REFUSED)).append(" are refused.\n");
  }

  private static String list(CallerSide caller, Fate fate) {
    List<String> names = new ArrayList<>();
    caller
        .fields()
        .forEach(
            (name, is) -> {
              if (is == fate) {
                names.add("`" + name + "`");
              }
            });
    return names.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String cell(Shown shown, Feature feature) {
    Carriage carriage =
        side(shown.side()).carriage(shown.model()).getOrDefault(feature, Carriage.CARRIED);
    return switch (carriage) {
      case CARRIED -> "·";
      case ADAPTED -> "adapted";
      case DROPPED -> "dropped";
      case REFUSED -> "refused";
    };
  }

  private static ProviderSide side(String name) {
    return Translators.PROVIDERS.stream()
        .filter(side -> side.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String words(Feature feature) {
    return switch (feature) {
      case TEMPERATURE -> "temperature";
      case TOP_P -> "nucleus sampling";
      case TOP_K -> "sampling among the likeliest";
      case PRESENCE_PENALTY, FREQUENCY_PENALTY -> "penalties";
      case SEED -> "seed";
      case MAX_TOKENS -> "bound on the answer";
      case STOP -> "stop sequences";
      case CHOICES -> "several answers";
      case LOGPROBS -> "log probabilities";
      case JSON -> "JSON of any shape";
      case JSON_SCHEMA -> "JSON by a schema";
      case THINKING -> "how much to think";
      case END_USER -> "the person behind the call";
      case TOOLS -> "tools";
      case TOOL_CHOICE_REQUIRED -> "a tool must be called";
      case TOOL_CHOICE_NONE -> "no tool may be called";
      case TOOL_CHOICE_NAMES -> "only some of the tools";
      case SINGLE_TOOL_CALLS -> "one call at a time";
      case STRICT_TOOLS -> "arguments to the letter";
      case IMAGE -> "image by value";
      case IMAGE_URL -> "image by address";
      case DOCUMENT -> "document by value";
      case DOCUMENT_URL -> "document by address";
      case AUDIO -> "sound";
      case VIDEO -> "video";
      case TOOL_RESULT_MEDIA -> "images in a tool's result";
      case TOOL_FAILURE -> "a tool's failure";
      case CACHE_MARK -> "mark of a prefix to keep";
    };
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.resolve("..").normalize();
    }
    return at;
  }
}
