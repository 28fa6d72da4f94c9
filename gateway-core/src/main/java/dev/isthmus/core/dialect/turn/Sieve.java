package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a request's reader and its writer and holds back what the provider's dialect
 * declares that it does not carry, so that a writer only ever meets what it has words for. Threads:
 * one.
 */
final class Sieve implements TurnSink {
  private final Map<Feature, Carriage> carriage;
  private final Losses losses;
  private final TurnSink writer;

  Sieve(Map<Feature, Carriage> carriage, Losses losses, TurnSink writer) {
    this.carriage = carriage;
    this.losses = losses;
    this.writer = writer;
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof Media media) {
      if (passes(media)) {
        writer.on(media);
      }
    } else if (event instanceof ToolResult result) {
      writer.on(sifted(result));
    } else if (!(event instanceof CacheMark) || passes(Feature.CACHE_MARK)) {
      writer.on(event);
    }
  }

  /** The settings without what is not carried. */
  TurnSettings sifted(TurnSettings asked) throws TurnRefusal {
    return new TurnSettings(
        sifted(asked.generation()),
        sifted(asked.tooling()),
        kept(Feature.END_USER, asked.endUser()));
  }

  private Generation sifted(Generation asked) throws TurnRefusal {
    return new Generation(
        sifted(asked.sampling()),
        kept(Feature.MAX_TOKENS, asked.maxTokens()),
        asked.stop().isEmpty() || passes(Feature.STOP) ? asked.stop() : List.of(),
        asked.choices() == 1 || passes(Feature.CHOICES) ? asked.choices() : 1,
        kept(Feature.LOGPROBS, asked.topLogprobs()),
        sifted(asked.format()),
        siftedThinking(asked.thinking()));
  }

  private Sampling sifted(Sampling asked) throws TurnRefusal {
    return new Sampling(
        kept(Feature.TEMPERATURE, asked.temperature()),
        kept(Feature.TOP_P, asked.topP()),
        kept(Feature.TOP_K, asked.topK()),
        kept(Feature.PRESENCE_PENALTY, asked.presencePenalty()),
        kept(Feature.FREQUENCY_PENALTY, asked.frequencyPenalty()),
        kept(Feature.SEED, asked.seed()));
  }

  private Format sifted(Format asked) throws TurnRefusal {
    if (!asked.json()) {
      return asked;
    }
    boolean passes = passes(asked.schema() == null ? Feature.JSON : Feature.JSON_SCHEMA);
    return passes ? asked : Format.TEXT;
  }

  /** Where nothing is to be thought, a model that cannot think is asked for nothing. */
  private @Nullable Thinking siftedThinking(@Nullable Thinking asked) throws TurnRefusal {
    boolean idle = asked != null && asked.isOff() && fate(Feature.THINKING) != Carriage.CARRIED;
    return idle ? null : kept(Feature.THINKING, asked);
  }

  private Tooling sifted(Tooling asked) throws TurnRefusal {
    if (asked.tools().isEmpty() || !passes(Feature.TOOLS)) {
      return new Tooling(List.of(), Choice.AUTO, true);
    }
    List<Tool> tools = new ArrayList<>(asked.tools().size());
    for (Tool tool : asked.tools()) {
      tools.add(sifted(tool));
    }
    return new Tooling(
        tools, sifted(asked.choice()), asked.parallel() || !passes(Feature.SINGLE_TOOL_CALLS));
  }

  private Tool sifted(Tool asked) throws TurnRefusal {
    return new Tool(
        asked.name(),
        asked.description(),
        asked.schema(),
        asked.strict() && passes(Feature.STRICT_TOOLS),
        kept(Feature.CACHE_MARK, asked.cacheMark()));
  }

  private Choice sifted(Choice asked) throws TurnRefusal {
    boolean passes =
        switch (asked.mode()) {
          case AUTO -> true;
          case REQUIRED -> passes(Feature.TOOL_CHOICE_REQUIRED);
          case NONE -> passes(Feature.TOOL_CHOICE_NONE);
        };
    boolean names = asked.names().isEmpty() || passes(Feature.TOOL_CHOICE_NAMES);
    return new Choice(passes ? asked.mode() : Choice.Mode.AUTO, names ? asked.names() : List.of());
  }

  private ToolResult sifted(ToolResult result) throws TurnRefusal {
    List<TurnEvent> content = new ArrayList<>(result.content().size());
    for (TurnEvent event : result.content()) {
      boolean stays =
          !(event instanceof Media media) || (passes(Feature.TOOL_RESULT_MEDIA) && passes(media));
      if (stays) {
        content.add(event);
      }
    }
    boolean failed = result.failed() && passes(Feature.TOOL_FAILURE);
    return new ToolResult(result.callId(), result.name(), content, failed);
  }

  /**
   * A provider opens buckets with the rights of whoever pays it, and these are not the caller's: an
   * address must be one that anybody could follow.
   */
  private boolean passes(Media media) throws TurnRefusal {
    String uri = media.uri();
    if (uri != null && !uri.startsWith("https://") && !uri.startsWith("http://")) {
      throw losses.refusal(feature(media));
    }
    return passes(feature(media));
  }

  private static Feature feature(Media media) {
    boolean byValue = media.base64() != null;
    return switch (media.kind()) {
      case IMAGE -> byValue ? Feature.IMAGE : Feature.IMAGE_URL;
      case DOCUMENT -> byValue ? Feature.DOCUMENT : Feature.DOCUMENT_URL;
      case AUDIO -> Feature.AUDIO;
      case VIDEO -> Feature.VIDEO;
    };
  }

  private <T> @Nullable T kept(Feature feature, @Nullable T value) throws TurnRefusal {
    return value == null || passes(feature) ? value : null;
  }

  /** Whether what was asked for reaches the writer. */
  private boolean passes(Feature feature) throws TurnRefusal {
    switch (fate(feature)) {
      case DROPPED -> losses.drop(feature);
      case REFUSED -> throw losses.refusal(feature);
      default -> {
        return true;
      }
    }
    return false;
  }

  private Carriage fate(Feature feature) {
    return carriage.getOrDefault(feature, Carriage.CARRIED);
  }
}
