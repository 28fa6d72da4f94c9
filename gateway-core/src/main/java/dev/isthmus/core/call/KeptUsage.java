package dev.isthmus.core.call;

/** An attempt's tokens as plain values; as {@link KeptFacts}. */
final class KeptUsage {
  private long input;
  private long cachedInput;
  private long cacheWrite;
  private long hourCacheWrite;
  private long output;
  private long reasoning;
  private boolean reported;

  @HotPath
  void keep(Usage usage) {
    input = usage.input();
    cachedInput = usage.cachedInput();
    cacheWrite = usage.cacheWrite();
    hourCacheWrite = usage.hourCacheWrite();
    output = usage.output();
    reasoning = usage.reasoning();
    reported = usage.reported();
  }

  Usage usage() {
    return new Usage(input, cachedInput, cacheWrite, hourCacheWrite, output, reasoning, reported);
  }
}
