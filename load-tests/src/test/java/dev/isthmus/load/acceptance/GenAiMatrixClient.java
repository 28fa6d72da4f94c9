package dev.isthmus.load.acceptance;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Google's own client for Java. */
final class GenAiMatrixClient implements MatrixClient {
  private final Client client;

  GenAiMatrixClient(Client client) {
    this.client = client;
  }

  private static Content content(Wish wish) {
    List<Part> parts = new ArrayList<>(List.of(Part.fromText(wish.text())));
    if (wish.image()) {
      parts.add(Part.fromBytes(Base64.getDecoder().decode(Wish.DOT), "image/png"));
    }
    return Content.builder().role("user").parts(parts).build();
  }

  private static GenerateContentConfig config(Wish wish) {
    GenerateContentConfig.Builder config = GenerateContentConfig.builder();
    if (wish.tool()) {
      FunctionDeclaration weather =
          FunctionDeclaration.builder()
              .name(Wish.TOOL)
              .parametersJsonSchema(Wish.ARGUMENTS)
              .build();
      config.tools(Tool.builder().functionDeclarations(weather).build());
    }
    if (wish.schema()) {
      config.responseMimeType("application/json").responseJsonSchema(Wish.TOWN);
    }
    return config.build();
  }

  @Override
  public Heard ask(String model, Wish wish) {
    Heard.Pieces pieces = new Heard.Pieces();
    if (wish.stream()) {
      try (ResponseStream<GenerateContentResponse> stream =
          client.models.generateContentStream(model, content(wish), config(wish))) {
        stream.forEach(chunk -> add(chunk, pieces));
      }
    } else {
      add(client.models.generateContent(model, content(wish), config(wish)), pieces);
    }
    return pieces.whole();
  }

  private static void add(GenerateContentResponse answer, Heard.Pieces pieces) {
    for (Candidate candidate : answer.candidates().orElse(List.of())) {
      candidate.content().flatMap(Content::parts).stream()
          .flatMap(List::stream)
          .forEach(part -> add(part, pieces));
      candidate.finishReason().ifPresent(reason -> pieces.end(end(reason)));
    }
    answer
        .usageMetadata()
        .ifPresent(
            used ->
                pieces.usage(
                    used.promptTokenCount().orElse(0),
                    used.candidatesTokenCount().orElse(0) + used.thoughtsTokenCount().orElse(0)));
  }

  private static void add(Part part, Heard.Pieces pieces) {
    part.text().ifPresent(pieces::text);
    part.functionCall().ifPresent(call -> pieces.city(city(call.args().orElseThrow())));
  }

  private static String city(Map<String, Object> arguments) {
    return String.valueOf(arguments.get("city"));
  }

  /** Gemini stops, whether or not it calls a tool. */
  private static Heard.End end(FinishReason reason) {
    return switch (reason.knownEnum()) {
      case STOP -> Heard.End.STOP;
      case SAFETY, PROHIBITED_CONTENT, BLOCKLIST, SPII, RECITATION -> Heard.End.FILTERED;
      default -> Heard.End.OTHER;
    };
  }

  @Override
  public void hangUp(String model, Wish wish) {
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(model, content(wish), config(wish))) {
      Iterator<GenerateContentResponse> chunks = stream.iterator();
      for (int i = 0; i < FEW; i++) {
        chunks.next();
      }
    }
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof ApiException said ? said.code() : -1;
  }

  @Override
  public void close() {
    client.close();
  }
}
